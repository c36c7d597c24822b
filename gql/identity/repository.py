"""Every query over users."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from gql.identity.model import Role, User, UserTable
from gql.storage.database import Database

# new-api's PostgreSQL column is char(32), which pads a token of 28 characters with blanks.
STORED_TOKEN_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Account:
    """What authentication needs to know of a user."""

    user: User
    access_token: str
    status: int
    deleted: bool


class UserRepository:
    """Reads users of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = database.catalog.stored(UserTable)

    async def by_token(self, token: str) -> Sequence[Account]:
        """Look a whole token up by the index; a collation without case may find a second user."""
        stored = (token, token.ljust(STORED_TOKEN_LENGTH))
        return await self._accounts(col(UserTable.access_token).in_(stored))

    async def by_ids(self, ids: Iterable[int]) -> dict[int, User]:
        """Give the users that exist among these, deleted ones included: their tasks still name them."""
        accounts = await self._accounts(col(UserTable.id).in_(set(ids)))
        return {account.user.id: account.user for account in accounts}

    async def _accounts(self, clause: Any) -> Sequence[Account]:  # noqa: ANN401 - an SQL clause
        async with self._database.read() as connection:
            rows = await connection.execute(select(*self._columns).where(clause))
            return [_account(row) for row in rows.mappings()]


def _account(row: Mapping[Any, Any]) -> Account:
    user = User(id=row["id"], username=row["username"] or "", role=Role.of(row["role"] or 0))
    return Account(
        user, (row["access_token"] or "").rstrip(" "), row["status"] or 0, row.get("deleted_at") is not None
    )
