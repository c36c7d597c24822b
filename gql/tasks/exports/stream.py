"""The tasks of a connection from end to end, in batches between which no database connection is held."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from gql.keyset import cursors
from gql.keyset.window import Slice, Window
from gql.tasks.connection import TaskConnection
from gql.tasks.model import Task

Read = Callable[[Sequence[TaskConnection]], Awaitable[list[Slice[Task]]]]
# Enough to pay for the statement, few enough to let other requests have their turn.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Tasks, the cursor of the last one, and whether the limit leaves others behind it."""

    tasks: Sequence[Task]
    after: str | None
    cut: bool


async def batches(read: Read, connection: TaskConnection, limit: int | None = None) -> AsyncGenerator[Batch]:
    """Read a connection from its window's `after` on, newest first; tasks that come meanwhile are not in it.

    Args:
        read: reads connections: `TaskResolvers.slices`.
        connection: which tasks; from `TaskResolvers.connection`, which checks what the viewer may.
        limit: how many at most; None is all.

    Raises:
        Unavailable: the database can't be read any more.
    """
    after, left = connection.window.after, limit
    while True:
        size = BATCH if left is None else min(BATCH, left)
        window = Window(cursors.TASKS, size, after=after)
        [found] = await read([replace(connection, window=window)])
        left = None if left is None else left - len(found.nodes)
        more = found.has_next
        yield Batch(found.nodes, found.cursor(-1), cut=more and left == 0)
        if not more or left == 0:
            return
        after = found.nodes[-1].id
