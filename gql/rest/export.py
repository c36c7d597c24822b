"""`GET /api/tasks/export`: all tasks of a filter as a stream."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gql.allowance.allowance import Allowance, Reservation
from gql.checks import check_number
from gql.errors import GatewayError, MethodNotAllowed, Unavailable
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Viewer
from gql.keyset import cursors
from gql.keyset.window import Window
from gql.language import negotiate
from gql.operations.incidents import incident
from gql.operations.origin import origin_of
from gql.rest.documented import Documented, given_parameters
from gql.rest.door import HEADERS, Door
from gql.rest.errors import UnknownParameter, UsersUnavailable
from gql.rest.running import Running
from gql.rest.search import NAMES, number, one_of, read_filter
from gql.tasks.exports.export import Export, Part
from gql.tasks.exports.formats import FORMATS, FormatName
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.links.links import Links
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.scope import everybodys, owned_by, visible_to

PATH = "/api/tasks/export"
LIMIT_DEFAULT = 100_000
LIMIT_MAX = 1_000_000
SCOPES = {"": visible_to, "own": owned_by, "all": everybodys}
PARAMETERS = frozenset({"format", "scope", "limit", "after", *NAMES})

Teller = Callable[[GatewayError], str]


def routes(
    tasks: TaskResolvers,
    authenticator: Authenticator,
    forwarding: Forwarding,
    allowance: Allowance | None = None,
) -> list[BaseRoute]:
    """Make the route; failures are told as the documented profile tells them, whichever is active."""
    exports = Exports(tasks, authenticator, forwarding, allowance or Allowance())
    door = Door(Documented(), exports.answer)
    return [Route(PATH, door), Route("/api/tasks/export/", door)]


@dataclass(slots=True)
class Bill:
    """What is paid for an export, and how many of its tasks were read."""

    paid: Reservation
    tasks: int = 0

    async def settle(self) -> None:
        """Give back what was paid for tasks that were not read."""
        await self.paid.settle(1 + self.tasks)


class Streamed(StreamingResponse):
    """A stream that gives back what it was lent, however it ends."""

    def __init__(self, content: AsyncIterator[bytes], lent: AsyncExitStack, headers: dict[str, str]) -> None:
        super().__init__(content, headers=headers)
        self._lent = lent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        async with self._lent:
            await super().__call__(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Exports:
    """Answers with exports."""

    tasks: TaskResolvers
    authenticator: Authenticator
    forwarding: Forwarding
    allowance: Allowance
    running: Running = field(default_factory=Running)

    async def answer(self, request: Request) -> Response:
        """Answer with a stream, whose first tasks are read before its status is sent.

        Raises:
            MethodNotAllowed, Unauthenticated, BadUserInput, Forbidden, RateLimited: checked in this order.
            Unavailable: the database can't be asked; `UsersUnavailable` while the viewer was looked for.
        """
        if request.method not in Documented.methods:
            raise MethodNotAllowed
        viewer = await self._viewer(request)
        export = self._export(viewer, _parameters(request))
        headers = {
            **HEADERS,
            "Content-Type": export.format.media_type,
            "Content-Disposition": f'attachment; filename="tasks.{export.format.name}"',
        }
        if request.method == "HEAD":
            await self.allowance.reserve(viewer.id, 1)
            return Response(headers=headers)
        links = await self.forwarding.links(origin_of(request))
        return await self._streamed(viewer, export, links, _teller(request), headers)

    async def _streamed(
        self, viewer: Viewer, export: Export, links: Links, told: Teller, headers: dict[str, str]
    ) -> Response:
        async with AsyncExitStack() as lent:
            lent.enter_context(self.running.one_more(viewer.id))
            # As a page: a point for the export, and one for each task.
            bill = Bill(await self.allowance.reserve(viewer.id, 1 + (export.limit or 0)))
            lent.push_async_callback(bill.settle)
            parts = await lent.enter_async_context(aclosing(export.written(self.tasks.slices, links, told)))
            bodies = _bodies(export, await anext(parts), parts, told, bill)
            return Streamed(bodies, lent.pop_all(), headers)

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
        return Export(connection, format_, limit, everybodys=scope.owner is None)


def _parameters(request: Request) -> dict[str, str]:
    """Read the parameters.

    Raises:
        Repeated, UnknownParameter: naming the parameter.
    """
    unknown = next((name for name in request.query_params if name not in PARAMETERS), None)
    if unknown is not None:
        raise UnknownParameter(unknown)
    return given_parameters(request.scope["query_string"], PARAMETERS)


def _teller(request: Request) -> Teller:
    accepted = ",".join(request.headers.getlist("accept-language"))
    language = negotiate(accepted, Documented.language)
    return lambda error: error.message(language)


async def _bodies(
    export: Export, first: Part, parts: AsyncGenerator[Part], told: Teller, bill: Bill
) -> AsyncIterator[bytes]:
    """Give the bytes; an error after the first of them is the last record, as the status is sent already."""
    part = first
    bill.tasks += part.tasks
    yield part.body
    try:
        async for part in parts:
            bill.tasks += part.tasks
            yield part.body
    except GatewayError as error:
        yield export.notice(error, told(error), part.after)
    except Exception as defect:  # noqa: BLE001 - logged, and told by its incident
        masked = incident("rest_defect", defect, path=PATH)
        yield export.notice(masked, told(masked), part.after)
