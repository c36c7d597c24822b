"""The root of the schema, and its application."""

from base64 import urlsafe_b64decode

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from benchmarks.peers.strawberry import reads
from benchmarks.peers.strawberry.context import Context, Info
from benchmarks.peers.strawberry.types import SCALARS, Task, TaskConnection, TaskPage, Timestamp


async def task_page(filters: reads.Filters, page: int, page_size: int) -> TaskPage:
    """Read a page of a listing."""
    items = [Task.of(row) for row in await reads.page(filters, page, page_size)]
    return TaskPage(items=items, page=page, page_size=page_size, filters=filters)


@strawberry.type
class Query:
    """The root."""

    @strawberry.field
    async def my_tasks(
        self,
        info: Info,
        *,
        page: int = 1,
        page_size: int = 20,
        mj_id: str | None = None,
        start_timestamp: Timestamp | None = None,
        end_timestamp: Timestamp | None = None,
    ) -> TaskPage:
        """List the viewer's tasks."""
        own = reads.Filters(info.context.viewer.id, None, mj_id, start_timestamp, end_timestamp)
        return await task_page(own, page, page_size)

    @strawberry.field
    async def all_tasks(
        self,
        info: Info,
        *,
        page: int = 1,
        page_size: int = 20,
        mj_id: str | None = None,
        start_timestamp: Timestamp | None = None,
        end_timestamp: Timestamp | None = None,
        channel_id: int | None = None,
    ) -> TaskPage:
        """List everybody's tasks, for admins."""
        info.context.require_admin()
        filters = reads.Filters(None, channel_id, mj_id, start_timestamp, end_timestamp)
        return await task_page(filters, page, page_size)

    @strawberry.field
    async def tasks(self, info: Info, *, first: int = 20, after: str | None = None) -> TaskConnection:
        """List everybody's tasks by cursor, for admins."""
        info.context.require_admin()
        before = int(urlsafe_b64decode(after).rpartition(b":")[2]) if after else None
        return TaskConnection.of(await reads.before(before, first + 1), first)


class Application(GraphQL[Context, None]):
    """Strawberry's application; it finds the viewer of each request."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """Make what the resolvers share."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return Context(await reads.VIEWERS.get(token, reads.viewer))


schema = strawberry.Schema(
    query=Query,
    extensions=[ParserCache, ValidationCache],
    config=StrawberryConfig(scalar_map=SCALARS),
)
app = Starlette(routes=[Route("/graphql", Application(schema, graphql_ide=None))])
