"""The types of the schema."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import NewType, Self

import strawberry
from strawberry.types.scalar import ScalarDefinition

from benchmarks.peers.strawberry import reads
from benchmarks.peers.strawberry.context import Info
from benchmarks.peers.strawberry.tables import Midjourney
from gql.tasks.words import TaskAction, TaskStatus

Timestamp = NewType("Timestamp", int)
URL = NewType("URL", str)
SCALARS: dict[object, ScalarDefinition] = {
    Timestamp: strawberry.scalar(name="Timestamp", serialize=int, parse_value=int),
    URL: strawberry.scalar(name="URL", serialize=str, parse_value=str),
}
strawberry.enum(TaskAction)
strawberry.enum(TaskStatus)


@strawberry.type
class User:
    """A user."""

    database_id: int
    username: str


@strawberry.type
class Channel:
    """A channel."""

    database_id: int
    name: str


@strawberry.type
class Task:
    """A task."""

    user_id: strawberry.Private[int]
    channel_id: strawberry.Private[int]
    database_id: int
    mj_id: str
    action: TaskAction
    status: TaskStatus
    progress: str
    prompt: str
    image_url: URL | None
    submit_time: Timestamp

    @classmethod
    def of(cls, row: Midjourney) -> Self:
        """Make it of its row."""
        return cls(
            user_id=row.user_id,
            channel_id=row.channel_id,
            database_id=row.id,
            mj_id=row.mj_id,
            action=TaskAction.of(row.action),
            status=TaskStatus.of(row.status),
            progress=row.progress,
            prompt=row.prompt,
            image_url=URL(row.image_url) if row.image_url else None,
            submit_time=Timestamp(row.submit_time),
        )

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        """Give its user."""
        found = await info.context.accounts.load(self.user_id)
        return User(database_id=found.id, username=found.username) if found else None

    @strawberry.field
    async def channel(self, info: Info) -> Channel | None:
        """Give its channel."""
        found = await info.context.upstreams.load(self.channel_id)
        return Channel(database_id=found.id, name=found.name) if found else None


@strawberry.type
class TaskPage:
    """A page of tasks."""

    items: list[Task]
    page: int
    page_size: int
    filters: strawberry.Private[reads.Filters]

    @strawberry.field
    async def total(self) -> int:
        """Count the tasks on all pages."""
        return await reads.TOTALS.get(self.filters, reads.count)


@strawberry.type
class PageInfo:
    """Whether there is more."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class TaskEdge:
    """A task and its place."""

    cursor: str
    node: Task


@strawberry.type
class TaskConnection:
    """Tasks by cursor."""

    nodes: list[Task]
    edges: list[TaskEdge]
    page_info: PageInfo

    @classmethod
    def of(cls, found: Sequence[Midjourney], first: int) -> Self:
        """Make it of its rows, of which one may be too many."""
        nodes = [Task.of(row) for row in found[:first]]
        edges = [TaskEdge(cursor=cursor(node.database_id), node=node) for node in nodes]
        end = edges[-1].cursor if edges else None
        return cls(
            nodes=nodes, edges=edges, page_info=PageInfo(has_next_page=len(found) > first, end_cursor=end)
        )


def cursor(id_: int) -> str:
    """Make the cursor of a task."""
    return urlsafe_b64encode(f"1:tasks:{id_}".encode()).decode()
