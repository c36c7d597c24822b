"""Stores changes of tasks, and reads the tasks that are still to change."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, String, Update, bindparam, func, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from gql.checks import may_be_stored
from gql.clock import Clock, SystemClock
from gql.errors import Unavailable
from gql.storage.database import Database
from gql.tasks.filters import TaskFilters
from gql.tasks.journal import Journal
from gql.tasks.model import Task, TaskTable, read_number, read_text
from gql.tasks.progress import Change, Value
from gql.tasks.refunds.repository import Refunds
from gql.tasks.repository import GOING_ON, STATUS, UNFINISHED_RANGES, TaskRepository, unfinished
from gql.tasks.scope import Scope

Fence = Callable[[AsyncConnection], Awaitable[None]]

# As tasks are read: NULL is "".
PROGRESS: ColumnElement[str] = func.coalesce(col(TaskTable.progress), "")
BATCH = 100
MANY = 100_000


@dataclass(frozen=True, slots=True)
class UnfinishedTask:
    """What there is to know of an unfinished task before its upstream is asked; `submit_time` as stored."""

    id: int
    mj_id: str
    channel_id: int
    submit_time: int


class Changes:
    """Changes tasks of one database that can be written; reads those of any."""

    def __init__(self, database: Database, journal: Journal, clock: Clock | None = None) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock or SystemClock()
        self._tasks = TaskRepository(database)
        self._refunds = Refunds(database)
        self._columns = database.catalog.columns("midjourneys")

    async def apply(self, changes: Sequence[Change], fence: Fence | None = None) -> list[Change]:
        """Store changes, each only if its task is still as it was read, in transactions of at most 100.

        A change and its refund, its row in new-api's log and its event are one transaction.

        Args:
            changes: at most one for each task.
            fence: called first in each transaction; raises where we may not write any more.

        Returns:
            The changes that are stored, without a refund where it could not be paid; the others lost against
            somebody else's, and changed nothing.

        Raises:
            Unavailable: the database can't be written; earlier transactions stand.
            LeaseLost: from the fence; earlier transactions stand.
        """
        storable = [change for change in map(self._storable, changes) if change.values]
        stored: list[Change] = []
        for start in range(0, len(storable), BATCH):
            stored += await self._transact(storable[start : start + BATCH], fence)
        return stored

    async def unfinished(self, *, after_id: int = 0, limit: int = MANY) -> list[UnfinishedTask]:
        """Read unfinished tasks, all or those with a higher id; the lowest id first."""
        columns = (TaskTable.id, TaskTable.mj_id, TaskTable.channel_id, TaskTable.submit_time)
        newer = select(*columns).where(col(TaskTable.id) > after_id, or_(*UNFINISHED_RANGES), GOING_ON)
        statement = newer.limit(limit) if after_id else unfinished(*columns).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(statement)).all()
        tasks = (
            UnfinishedTask(row[0], read_text(row[1]), read_number(row[2]), read_number(row[3]))
            for row in rows
        )
        return sorted(tasks, key=lambda task: task.id)

    async def by_ids(self, ids: Sequence[int]) -> list[Task]:
        """Read these tasks as they are stored now, in the order of the ids; what is gone is left out."""
        found: dict[int, Task] = {}
        for start in range(0, len(ids), BATCH):
            found |= await self._tasks.by_ids(Scope(), ids[start : start + BATCH])
        return [found[id_] for id_ in ids if id_ in found]

    async def by_mj_id(self, mj_id: str) -> list[Task]:
        """Read the tasks with this id at their upstream, which is not unique; at most 100."""
        if not (mj_id and may_be_stored(mj_id)):
            return []
        return [*await self._tasks.page(Scope(), TaskFilters(mj_id=mj_id), 0, BATCH)]

    def _storable(self, change: Change) -> Change:
        """Leave out what an older new-api has no columns for, else it would differ for ever."""
        return replace(
            change, values={name: change.values[name] for name in change.values if name in self._columns}
        )

    async def _transact(self, changes: Sequence[Change], fence: Fence | None) -> list[Change]:
        async def work(connection: AsyncConnection) -> list[Change]:
            if fence:
                await fence(connection)
            won = await self._store(connection, changes)
            await self._journal.write(connection, [change.update for change in won])
            return won

        try:
            return await self._database.write(work, then=self._tell)
        except Unavailable:
            # A commit without an answer is neither done nor undone: what is stored now tells.
            stored = await self._stored(changes)
            if not stored:
                raise
            self._tell(stored)
            return stored

    async def _store(self, connection: AsyncConnection, changes: Sequence[Change]) -> list[Change]:
        """Store those changes, and their refunds, whose tasks are still as they were read.

        Their rows are locked first, so that all that touch the same columns can be stored by one statement.
        """
        ids = [change.task.id for change in changes]
        states = select(TaskTable.id, STATUS, PROGRESS).where(col(TaskTable.id).in_(ids)).with_for_update()
        states = states.order_by(col(TaskTable.id))  # in the same order as others, who else would wait for us
        now = {row[0]: (row[1], row[2]) for row in await connection.execute(states)}
        won = [change for change in changes if now.get(change.task.id) == _state(change.task)]
        alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
        for change in won:
            alike[tuple(sorted(change.values))].append(change)
        for names, group in alike.items():
            await connection.execute(_compare_and_set(names), [_bound(change) for change in group])
        return await self._refunded(connection, won)

    async def _refunded(self, connection: AsyncConnection, changes: Sequence[Change]) -> list[Change]:
        """Pay the refunds, and give the changes as they are then: without a refund where nobody got it."""
        unpaid = set()
        for change in sorted(changes, key=lambda change: change.task.user_id):  # in an order as well
            if change.refund and not await self._refunds.give(
                connection, change.task, change.refund, self._clock.now_ms()
            ):
                unpaid.add(change.task.id)
        return [replace(change, refund=0) if change.task.id in unpaid else change for change in changes]

    async def _stored(self, changes: Sequence[Change]) -> list[Change]:
        now = {task.id: task for task in await self.by_ids([change.task.id for change in changes])}
        return [change for change in changes if now.get(change.task.id) == change.after]

    def _tell(self, changes: Sequence[Change]) -> None:
        self._journal.committed([change.update for change in changes])


def _state(task: Task) -> tuple[str, str]:
    return task.status, task.progress


def _compare_and_set(names: Sequence[str]) -> Update:
    """Set columns of a task that has the status and the progress that it was read with."""
    unchanged = (
        bindparam("old_status", type_=String) == STATUS,
        bindparam("old_progress", type_=String) == PROGRESS,
    )
    statement = update(TaskTable).where(col(TaskTable.id) == bindparam("task_id"), *unchanged)
    return statement.values({name: bindparam(f"new_{name}") for name in names})


def _bound(change: Change) -> dict[str, Value]:
    status, progress = _state(change.task)
    old: dict[str, Value] = {"task_id": change.task.id, "old_status": status, "old_progress": progress}
    return old | {f"new_{name}": value for name, value in change.values.items()}
