"""Apollo's protocol of persisted queries: a request names its document by the SHA-256 of it."""

from hashlib import sha256
from typing import Any

from gql.execution.refusals import HashMismatched, WrongType


def read_hash(extensions: dict[str, Any] | None, query: str) -> str | None:
    """Give the hash that `extensions.persistedQuery` names, None where there is none.

    Raises:
        WrongType: it is not `{version: 1, sha256Hash: string}`.
        HashMismatched: it is not that of the query, where one is sent with it.
    """
    persisted = (extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    match persisted:
        case {"version": 1, "sha256Hash": str(digest)} if digest:
            pass
        case _:
            raise WrongType("extensions.persistedQuery", wanted="{version: 1, sha256Hash: string}")
    if query and sha256(query.encode()).hexdigest() != digest:
        raise HashMismatched("extensions.persistedQuery.sha256Hash")
    return digest
