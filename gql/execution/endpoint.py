"""The GraphQL endpoint: one operation a request, over POST and GET."""

import json
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from gql.execution.errors import executed, formatted
from gql.execution.media_type import MediaType, negotiate
from gql.execution.request import MalformedRequest, read_request
from gql.identity.credentials import Credentials
from gql.language import Language
from gql.language import negotiate as negotiate_language
from gql.schema import Schema
from gql.schema.context import Context, Services

ALL = OperationType.from_http("POST")
READ_ONLY = OperationType.from_http("GET")


class GraphQLEndpoint:
    """An ASGI application that executes operations against a schema."""

    def __init__(self, schema: Schema, services: Services) -> None:
        self._schema = schema
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope, receive)
        media_type = negotiate(request.headers.get("accept", ""))
        try:
            response = await self._answer(request, media_type)
        except MalformedRequest as error:
            body = {"errors": [{"message": str(error), "extensions": {"code": "BAD_REQUEST"}}]}
            response = _response(body, media_type, error.status, error.headers)
        await response(scope, receive, send)

    async def _answer(self, request: Request, media_type: MediaType) -> Response:
        result = await self._execute(request)
        language = negotiate_language(request.headers.get("accept-language"), Language.EN)
        modern_refusal = media_type is MediaType.GRAPHQL_RESPONSE and not executed(result)
        return _response(formatted(result, language), media_type, 400 if modern_refusal else 200)

    async def _execute(self, request: Request) -> ExecutionResult:
        operation = await read_request(request)
        try:
            return await self._schema.execute(
                operation.query,
                variable_values=operation.variables,
                operation_name=operation.operation_name,
                context_value=Context(self._services, Credentials.of(request.headers)),
                allowed_operation_types=READ_ONLY if request.method == "GET" else ALL,
            )
        except CannotGetOperationTypeError as error:
            raise MalformedRequest(400, error.as_http_error_reason()) from None
        except InvalidOperationTypeError:
            raise MalformedRequest(405, "Only queries can be asked by GET", allow="POST") from None


def _response(
    body: dict[str, Any], media_type: MediaType, status: int, headers: dict[str, str] | None = None
) -> Response:
    common = {
        "Cache-Control": "private, no-store",
        "Vary": "Accept, Accept-Language, Authorization, New-Api-User",
    }
    content_type = f"{media_type}; charset=utf-8"
    return Response(encode(body), status, {**common, **(headers or {}), "Content-Type": content_type})


def encode(body: dict[str, Any]) -> bytes:
    """Write JSON; Python's own writer takes what orjson refuses: numbers over 64 bits, lone surrogates."""
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, separators=(",", ":")).encode()
