"""Requests: what a GraphQL-over-HTTP request carries (GraphQL over HTTP, section 5)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request

from gql.execution.body import read_body
from gql.execution.envelope import Envelope
from gql.execution.kept import Kept
from gql.execution.persisted import read_hash
from gql.execution.refusals import (
    BatchRefused,
    GivenTwice,
    MethodNotAllowed,
    NothingAsked,
    NotJson,
    WrongType,
)

TEXT_PARAMETERS = ("query", "operationName", "documentId", "id")
JSON_PARAMETERS = ("variables", "extensions")
# Longer ones are seldom sent again, as little as longer texts among variables.
BODY_BYTES = 4_000
TEXT_MAX = 200
VARIABLES_MAX = 20
SCALARS = (bool, int, float, type(None))
BODIES_KEPT, BODIES_BYTES = 500, 250_000


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of one operation.

    Attributes:
        query: the document; empty where only its id was sent, until `Documents.find` has found it.
        operation_name: which of the document's operations to run.
        variables: the values of its variables.
        extensions: what else the client says; `persistedQuery` by Apollo's protocol.
        document_id: the hash by Apollo's protocol, which fits the query where there is one; without a query
            also the id of a trusted document, from `documentId` or `id`.
        incremental: whether the client takes deferred parts one by one.
        key: what requests of one document that run the same share; None where their variables hold much.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None
    incremental: bool = False
    key: tuple[Hashable, ...] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _key(self.operation_name, self.variables or {}))

    @classmethod
    def of(cls, parameters: object, name: str = "body") -> Self:
        """Check and take parameters that were read from JSON.

        Raises:
            WrongType, NothingAsked, HashMismatched: the message names the parameter.
        """
        if not isinstance(parameters, dict):
            raise WrongType(name, wanted="object")
        query, operation_name, *ids = (_typed(parameters, key, str, "string") for key in TEXT_PARAMETERS)
        variables, extensions = (_typed(parameters, key, dict, "object") for key in JSON_PARAMETERS)
        persisted = read_hash(extensions, query or "")
        if not any((query, persisted, *ids)):
            raise NothingAsked("query")
        return cls(
            query or "",
            operation_name or None,
            variables,
            extensions,
            document_id=persisted or (None if query else ids[0] or ids[1]),
        )


# What bodies ask for, by themselves; where each is another, there is no room for any.
Bodies = Kept[GraphQLRequest]
NONE_KEPT = Bodies(0, 0)


async def read_request(
    request: Request, envelope: Envelope, batch_limit: int, kept: Bodies = NONE_KEPT
) -> GraphQLRequest | list[GraphQLRequest]:
    """Take one operation, or a list of them, from a POST's JSON body; or one from a GET's query.

    Args:
        request: the HTTP request.
        envelope: what its headers say.
        batch_limit: how many operations a list may hold; 0 takes no lists.
        kept: what the latest bodies asked for.

    Raises:
        Refused: another method, content type, charset, encoding or size, no JSON, a wrong parameter.
    """
    match request.method:
        case "POST":
            body = await read_body(request, envelope)
            return kept.get(body) or _of_body(body, batch_limit, kept)
        case "GET":
            return GraphQLRequest.of(_query_parameters(request.query_params))
        case _:
            raise MethodNotAllowed


def _of_body(body: bytes, batch_limit: int, kept: Bodies) -> GraphQLRequest | list[GraphQLRequest]:
    parameters = _json(body, "body")
    if isinstance(parameters, list):
        return _batch(parameters, batch_limit)
    asked = GraphQLRequest.of(parameters)
    if len(body) <= BODY_BYTES:
        kept.keep(body, asked, len(body))
    return asked


def _batch(body: list[object], limit: int) -> list[GraphQLRequest]:
    if not limit:
        raise WrongType("body", wanted="object")
    if not 1 <= len(body) <= limit:
        raise BatchRefused(limit=limit)
    return [GraphQLRequest.of(parameters, f"[{position}]") for position, parameters in enumerate(body)]


def _query_parameters(query: QueryParams) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for name in (*TEXT_PARAMETERS, *JSON_PARAMETERS):
        values = query.getlist(name)
        if len(values) > 1:
            raise GivenTwice(name)
        if values and values[0]:
            parameters[name] = _json(values[0], name) if name in JSON_PARAMETERS else values[0]
    return parameters


def _json(text: str | bytes, name: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NotJson(name) from None


def _typed(parameters: Mapping[str, Any], name: str, kind: type, wanted: str) -> Any:  # noqa: ANN401 - of `kind`
    value = parameters.get(name)
    if value is not None and not isinstance(value, kind):
        raise WrongType(name, wanted=wanted)
    return value


def _key(operation_name: str | None, variables: Mapping[str, Any]) -> tuple[Hashable, ...] | None:
    given: list[Any] = [operation_name]
    if len(variables) > VARIABLES_MAX:
        return None
    for name, value in variables.items():
        kind = type(value)  # as 1, 1.0 and true are equal
        if not (kind in SCALARS or (kind is str and len(value) <= TEXT_MAX)):
            return None
        given.extend((name, kind, value))
    return tuple(given)
