"""`GET /api/tasks/export`: all tasks of a filter as a stream."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from structlog import get_logger

from gql.checks import check_number
from gql.errors import GatewayError, Internal, Unavailable
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Viewer
from gql.keyset import cursors
from gql.keyset.window import Window
from gql.language import negotiate
from gql.rest.documented import Documented, given_parameters
from gql.rest.door import HEADERS, Door
from gql.rest.errors import MethodNotAllowed, UnknownParameter, UsersUnavailable
from gql.rest.search import NAMES, number, one_of, read_filter
from gql.tasks.exports.export import Export, Part
from gql.tasks.exports.formats import FORMATS, FormatName
from gql.tasks.links import ImageLinks
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.scope import everybodys, owned_by, visible_to

LIMIT_DEFAULT = 100_000
LIMIT_MAX = 1_000_000
SCOPES = {"": visible_to, "own": owned_by, "all": everybodys}
PARAMETERS = frozenset({"format", "scope", "limit", "after", *NAMES})

log = get_logger(__name__)


def routes(tasks: TaskResolvers, authenticator: Authenticator, links: ImageLinks) -> list[BaseRoute]:
    """Make the route; failures are told as the documented profile tells them, whichever is active."""
    door = Door(Documented(links), Exports(tasks, authenticator, links).answer)
    return [Route("/api/tasks/export", door), Route("/api/tasks/export/", door)]


@dataclass(frozen=True, slots=True)
class Exports:
    """Answers with exports."""

    tasks: TaskResolvers
    authenticator: Authenticator
    links: ImageLinks

    async def answer(self, request: Request) -> Response:
        """Answer with a stream, whose first tasks are read before its status is sent.

        Raises:
            MethodNotAllowed, Unauthenticated, BadUserInput, Forbidden: checked in this order.
            Unavailable: the database can't be asked; `UsersUnavailable` while the viewer was looked for.
        """
        if request.method not in Documented.methods:
            raise MethodNotAllowed
        export = self._export(await self._viewer(request), _parameters(request))
        headers = {
            **HEADERS,
            "Content-Type": export.format.media_type,
            "Content-Disposition": f'attachment; filename="tasks.{export.format.name}"',
        }
        if request.method == "HEAD":
            return Response(headers=headers)
        told = _teller(request)
        parts = export.written(self.tasks.slices, told)
        return StreamingResponse(_bodies(export, await anext(parts), parts, told), headers=headers)

    async def _viewer(self, request: Request) -> Viewer:
        try:
            return await self.authenticator.viewer(Credentials.of(request.headers), user_required=True)
        except Unavailable as error:
            raise UsersUnavailable from error

    def _export(self, viewer: Viewer, given: Mapping[str, str]) -> Export:
        format_ = one_of("format", given.get("format", FormatName.CSV), FORMATS)
        scope = one_of("scope", given.get("scope", ""), SCOPES)(viewer)
        limit = number("limit", given.get("limit", str(LIMIT_DEFAULT)))
        check_number("limit", limit, 1, LIMIT_MAX)
        window = Window(cursors.TASKS, after=cursors.decode(cursors.TASKS, "after", given.get("after")))
        connection = self.tasks.connection(viewer, scope, read_filter(given), window)
        return Export(connection, format_, self.links, limit, everybodys=scope.owner is None)


def _parameters(request: Request) -> dict[str, str]:
    """Read the parameters.

    Raises:
        Repeated, UnknownParameter: naming the parameter.
    """
    unknown = next((name for name in request.query_params if name not in PARAMETERS), None)
    if unknown is not None:
        raise UnknownParameter(unknown)
    return given_parameters(request.scope["query_string"], PARAMETERS)


def _teller(request: Request) -> Callable[[GatewayError], str]:
    accepted = ",".join(request.headers.getlist("accept-language"))
    language = negotiate(accepted, Documented.language)
    return lambda error: error.message(language)


async def _bodies(
    export: Export, first: Part, parts: AsyncGenerator[Part], told: Callable[[GatewayError], str]
) -> AsyncIterator[bytes]:
    """Give the bytes; an error after the first of them is the last record, as the status is sent already."""
    part = first
    async with aclosing(parts):
        yield first.body
        try:
            async for part in parts:
                yield part.body
        except GatewayError as error:
            yield export.notice(error, told(error), part.after)
        except Exception:  # the client gets the id under which the log has the traceback
            incident = uuid4().hex
            log.exception("rest_defect", path="/api/tasks/export", incident=incident)
            defect = Internal(incident=incident)
            yield export.notice(defect, told(defect), part.after)
