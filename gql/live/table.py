"""The update log of standalone databases: a table, which survives restarts and which all gateways share."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Row, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from gql.clock import Clock
from gql.live.errors import Resync
from gql.live.log import KEPT_SECONDS, KEPT_UPDATES, Entry, as_seen, fixed, state_of, with_state
from gql.live.model import UpdateTable
from gql.live.repository import LiveTasks, Updates, head, in_parts
from gql.storage.database import Database
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from gql.tasks.model import Task
from gql.tasks.times import TimeUnit

TRIMMED_AFTER: Final = 200
TRIMMED_AT_ONCE: Final = 1_000
STATUS_LENGTH: Final = 20
TASKS_KNOWN: Final = 5_000

Look = Callable[[AsyncConnection], Awaitable[list[TaskUpdate]]]


class TableLog:
    """Keeps the updates of the last 10 minutes and at most 10,000, and a few more until they are trimmed.

    Offsets are ids that the database gives. With SQLite's one writer they become visible in their order.
    Where transactions commit side by side, an id would become visible after a higher one, which readers have
    passed by then: there whoever writes takes a turn that lasts until the commit.
    """

    shared = True

    def __init__(self, database: Database, tasks: LiveTasks, clock: Clock) -> None:
        self.listeners: list[Callable[[], object]] = []
        self._database = database
        self._tasks = tasks
        self._clock = clock
        self._updates = Updates(database)
        self._epoch = ""
        self._known: dict[int, Task] = {}
        self._untrimmed = TRIMMED_AFTER

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Write updates down in the transaction that makes the changes, and trim the log now and then."""
        if not updates:
            return
        now_ms = self._clock.now_ms()
        await self._updates.take_turn(connection)
        await connection.execute(insert(UpdateTable), [_row(update, now_ms) for update in updates])
        self._untrimmed += len(updates)
        if self._untrimmed >= TRIMMED_AFTER:
            self._untrimmed = 0
            await self._trim(connection, now_ms)

    def committed(self, updates: Sequence[TaskUpdate]) -> None:
        """Tell the listeners that there is something to read."""
        if updates:
            for listener in self.listeners:
                listener()

    async def epoch(self) -> str:
        """Give the name that the log got when its table was made."""
        self._epoch = self._epoch or await self._updates.epoch()
        return self._epoch

    async def head(self) -> int:
        """Read the offset of the last update."""
        return await self._updates.head()

    def head_column(self) -> ColumnElement[int]:
        """Give the head as a column: a statement sees tasks and log at the same moment."""
        return head()

    def reached(self, tasks: Sequence[Task], head: int) -> Sequence[int]:
        """Give the head for each: the statement that read the tasks read the log as well."""
        return [head] * len(tasks)

    async def after(self, offset: int, limit: int) -> Sequence[Entry]:
        """Read the updates that follow an offset, those of other processes too.

        What never changes of a task is read when the task first comes up, and kept for later updates.

        Raises:
            Resync: some of them are not kept any more.
        """
        rows = await self._updates.after(offset, limit)
        if rows and offset < rows[0].oldest - 1:
            raise Resync
        tasks = await self._known_tasks({row.task_id for row in rows})
        return [Entry(row.offset, _update(row, tasks.get(row.task_id))) for row in rows]

    async def task_ids(self) -> Collection[int]:
        """Read the ids of the tasks that are in the log."""
        return await self._updates.task_ids()

    async def observe(self, seen: Mapping[int, str | None], since: int) -> None:
        """Write down how tasks are, where that is not what the log said of them last.

        The write transaction reads both again, so that of several gateways one alone writes a change down.
        """
        unit = await self._tasks.unit()
        for part in in_parts(seen):
            look = partial(self._unsaid, before={id_: seen[id_] for id_ in part}, since=since, unit=unit)
            async with self._database.read() as connection:
                unsaid = await look(connection)
            if unsaid:
                await self._database.write(partial(self._say, look=look), then=self.committed)

    def lose_track(self) -> None:
        """Do nothing: gateways write down what they change, whether or not somebody watches."""

    async def _known_tasks(self, ids: set[int]) -> Mapping[int, Task]:
        if len(self._known) > TASKS_KNOWN:
            self._known.clear()
        if unknown := ids - self._known.keys():
            self._known |= {task.id: fixed(task) for task in await self._tasks.by_ids(unknown)}
        return self._known

    async def _say(self, connection: AsyncConnection, look: Look) -> list[TaskUpdate]:
        await self._updates.take_turn(connection)  # before the look: of two that see the same, one writes
        updates = await look(connection)
        await self.write(connection, updates)
        return updates

    async def _unsaid(
        self, connection: AsyncConnection, before: Mapping[int, str | None], since: int, unit: TimeUnit
    ) -> list[TaskUpdate]:
        said = await self._updates.last_states(connection, since)
        return [
            as_seen(task, _status(said[task.id]) if task.id in said else before[task.id])
            for task in await self._tasks.by_ids_in(connection, before, unit)
            if said.get(task.id) != state_of(task)
        ]

    async def _trim(self, connection: AsyncConnection, now_ms: int) -> None:
        """Delete from the oldest on, without a gap, also where the clock was set."""
        last = None
        for offset, at_ms, newest in await self._updates.oldest(connection, TRIMMED_AT_ONCE):
            if offset > newest - KEPT_UPDATES and at_ms >= now_ms - KEPT_SECONDS * 1000:
                break
            last = offset
        if last is not None:
            await connection.execute(delete(UpdateTable).where(col(UpdateTable.id) <= last))


def _row(update: TaskUpdate, now_ms: int) -> dict[str, Any]:
    previous = update.previous_status
    return {
        "task_id": update.task.id,
        "previous_status": previous if previous is None else previous[:STATUS_LENGTH],
        "kind": update.kind.value,
        "state": state_of(update.task),
        "at_ms": now_ms,
    }


def _update(row: Row[Any], task: Task | None) -> TaskUpdate | None:
    if task is None:
        return None
    return TaskUpdate(with_state(task, row.state), row.previous_status, TaskUpdateKind[row.kind])


def _status(state: str) -> str:
    return str(orjson.loads(state)["status"])
