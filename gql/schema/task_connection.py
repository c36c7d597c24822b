"""Connections of tasks."""

from collections.abc import Callable
from typing import Any, cast

import strawberry
from strawberry import UNSET

from gql.identity.model import Viewer
from gql.keyset import cursors
from gql.keyset.window import Slice
from gql.schema.arguments import After, Before, First, Last, Narrowed, window
from gql.schema.context import Info
from gql.schema.cost import CONNECTION
from gql.schema.fields import narrowing, reads
from gql.schema.filter import task_filter
from gql.schema.page_info import PageInfo
from gql.schema.task import Task
from gql.tasks import connection, model
from gql.tasks.scope import Scope

Parent = strawberry.Parent[connection.TaskConnection]


async def _slice(root: Parent, info: Info) -> Slice[model.Task]:
    return await info.context.slices.load(root)


async def _edges(root: Parent, info: Info) -> list["TaskEdge"]:
    return cast("list[TaskEdge]", (await _slice(root, info)).nodes)


async def _nodes(root: Parent, info: Info) -> list[Task]:
    return cast("list[Task]", (await _slice(root, info)).nodes)


async def _page_info(root: Parent, info: Info) -> PageInfo:
    return cast("PageInfo", await _slice(root, info))


async def _total_count(root: Parent, info: Info) -> int:
    return await info.context.totals.load(root)


@strawberry.type(description="A task and its place in a connection.")
class TaskEdge:
    """Stands on `gql.tasks.model.Task`."""

    cursor: str = reads(lambda task: cursors.encode(cursors.TASKS, task.id), "The place of the task.")
    node: Task = reads(lambda task: task, "The task.")


@strawberry.type(description="Tasks by cursor, newest first; stable while tasks are added.")
class TaskConnection:
    """Stands on `gql.tasks.connection.TaskConnection`."""

    edges: list[TaskEdge] = strawberry.field(resolver=_edges, description="The tasks with their cursors.")
    nodes: list[Task] = strawberry.field(resolver=_nodes, description="The tasks alone.")
    page_info: PageInfo = strawberry.field(resolver=_page_info, description="Whether there is more.")
    total_count: int = strawberry.field(
        resolver=_total_count, description="How many tasks there are in all; counted only when asked for."
    )


def connects(scope: Callable[[Viewer, Any], Scope], description: str) -> Any:  # noqa: ANN401 - see the class
    """Declare a field that is a connection of tasks.

    Args:
        scope: says which tasks, by the viewer and the object with the field; refuses who may not see them.
        description: what the schema says of the field.
    """

    async def resolve(
        root: strawberry.Parent[Any],
        info: Info,
        *,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: Narrowed = UNSET,  # noqa: A002 - the argument's name in the schema
    ) -> TaskConnection:
        viewer = await info.context.viewer()
        shown = window(cursors.TASKS, first=first, after=after, last=last, before=before)
        tasks = info.context.services.tasks
        return cast(
            "TaskConnection", tasks.connection(viewer, scope(viewer, root), task_filter(filter), shown)
        )

    return strawberry.field(
        resolver=resolve,
        description=description,
        directives=[CONNECTION],
        metadata=narrowing(connection.TaskConnection.narrowed),
    )
