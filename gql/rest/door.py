"""What every REST path has: a body where all is well, and otherwise an error that is told in a profile."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql.errors import GatewayError, Internal, MethodNotAllowed, NotFound
from gql.language import negotiate
from gql.operations.incidents import incident
from gql.rest.profile import Answer, Body, Profile

HEADERS = {"Cache-Control": "private, no-store", "Vary": "Authorization, New-Api-User, Accept-Language"}


class Door:
    """ASGI: answers what `body` makes: the body, or a whole response.

    What it raises on purpose is told, a defect is logged and masked.
    """

    def __init__(self, profile: Profile, body: Callable[[Request], Awaitable[Body | Response]]) -> None:
        self._profile = profile
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            made = await self._body(request)
            return made if isinstance(made, Response) else _json(Answer(200, made))
        except GatewayError as error:
            return self._failure(request, error)
        except Exception as defect:  # noqa: BLE001 - logged, and told by its incident
            return self._failure(request, incident("rest_defect", defect, path=request.scope["path"]))

    def _failure(self, request: Request, error: GatewayError) -> Response:
        language = negotiate(",".join(request.headers.getlist("accept-language")), self._profile.language)
        if isinstance(error, NotFound | MethodNotAllowed):
            told = self._profile.no_route(error, language, request.method, request.scope["path"])
        else:
            told = self._profile.failure(error, language)
        response = _json(told)
        response.headers.update(self._more_headers(told.status, error))
        return response

    def _more_headers(self, status: int, error: GatewayError) -> dict[str, str]:
        headers = {
            401: {"WWW-Authenticate": "Bearer"},
            405: {"Allow": ", ".join(self._profile.methods)},
        }
        named = {"X-Incident-Id": str(error.details["incident"])} if isinstance(error, Internal) else {}
        return headers.get(status, named)


def _json(answer: Answer) -> Response:
    return Response(orjson.dumps(answer.body), answer.status, HEADERS, "application/json; charset=utf-8")
