"""Requests: what a GraphQL-over-HTTP request carries (GraphQL over HTTP, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

BODY_LIMIT_BYTES = 256 * 1024


class MalformedRequest(Exception):
    """A request that holds no operation; `status` and the message say why."""

    def __init__(self, status: int, message: str, allow: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {"Allow": allow} if allow else {}


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of one operation."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


async def read_request(request: Request) -> GraphQLRequest:
    """Take the operation from a POST's JSON body or a GET's query.

    Raises:
        MalformedRequest: another method, another content type, no JSON, a parameter of the wrong type.
    """
    match request.method:
        case "POST":
            return _checked(_json_object(await _body(request)))
        case "GET":
            return _checked(_query_parameters(request))
        case _:
            raise MalformedRequest(405, "GraphQL takes GET and POST", allow="GET, POST")


async def _body(request: Request) -> bytes:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise MalformedRequest(415, "The Content-Type must be application/json")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            raise MalformedRequest(413, f"The body must have at most {BODY_LIMIT_BYTES} bytes")
    return bytes(body)


def _query_parameters(request: Request) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = _json(parameters[name], f"`{name}`")
        else:
            parameters.pop(name, None)
    return parameters


def _json_object(body: bytes) -> dict[str, Any]:
    parameters = _json(body, "The body")
    if not isinstance(parameters, dict):
        raise MalformedRequest(400, "The body must be a JSON object")
    return parameters


def _json(text: str | bytes, name: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise MalformedRequest(400, f"{name} must be JSON in UTF-8") from None


def _checked(parameters: Mapping[str, Any]) -> GraphQLRequest:
    query = parameters.get("query")
    if not isinstance(query, str) or not query:
        raise MalformedRequest(400, "`query` must be a text that holds an operation")
    operation_name = parameters.get("operationName") or None
    if not isinstance(operation_name, str | None):
        raise MalformedRequest(400, "`operationName` must be a text, or null")
    objects = {name: parameters.get(name) for name in ("variables", "extensions")}
    for name, value in objects.items():
        if not isinstance(value, dict | None):
            raise MalformedRequest(400, f"`{name}` must be an object, or null")
    return GraphQLRequest(query, operation_name, **objects)
