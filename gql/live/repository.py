"""Every query of live updates: tasks as they are, what to look at again, and the log in its table."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, func, or_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from gql.live.log import CHANGING
from gql.live.model import EpochTable, UpdateTable
from gql.storage.database import Database
from gql.tasks.model import Task, TaskTable, read_text
from gql.tasks.repository import GOING_ON, UNFINISHED_RANGES, TaskRepository, unfinished
from gql.tasks.scope import Scope
from gql.tasks.search import TaskFilter
from gql.tasks.times import TimeUnit

ID = col(TaskTable.id)

# By what a changed row is known: each change of a task touches one of these, and they are short.
LONG = {"prompt_en", "description", "state", "video_urls", "buttons", "properties"}
SIGNS = {"id", *CHANGING} - LONG

IDS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Sight:
    """How a task looks from afar: its stored status, and a number that differs when its signs differ."""

    status: str
    mark: int


class LiveTasks:
    """Reads tasks of one database for whoever watches them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks = TaskRepository(database)
        self._columns = database.catalog.stored(TaskTable)
        self._signs = [column for column in self._columns if column.name in SIGNS]
        self._signs_of = attrgetter(*(column.name for column in self._signs))

    async def unit(self) -> TimeUnit:
        """Give the unit of the stored times."""
        return await self._tasks.unit()

    async def unfinished(
        self, scope: Scope, filter_: TaskFilter, head: ColumnElement[int], after_id: int, limit: int
    ) -> tuple[list[Task], int]:
        """Read unfinished tasks of a scope that satisfy a filter, lowest id first.

        Returns:
            The tasks, and the value of `head` as the same statement saw it; 0 where there are no tasks.
        """
        # A user's tasks are read by the user's index, everybody's by that of the progress.
        going_on = and_(or_(*UNFINISHED_RANGES), GOING_ON) if scope.owner else ID.in_(unfinished(ID))
        clauses = (
            scope.clause(),
            going_on,
            *filter_.clauses(await self.unit()),
            col(TaskTable.id) > after_id,
        )
        return await self._read(select(*self._columns).where(*clauses).order_by(ID).limit(limit), head)

    async def newest(self, scope: Scope, mj_id: str, head: ColumnElement[int]) -> tuple[list[Task], int]:
        """Read the newest task of a scope with an upstream id, in whatever state; else like `unfinished`."""
        clauses = (scope.clause(), *TaskFilter(mj_ids=(mj_id,)).clauses(await self.unit()))
        newest = select(*self._columns).where(*clauses).order_by(ID.desc()).limit(1)
        return await self._read(newest, head)

    async def by_ids(self, ids: Collection[int]) -> list[Task]:
        """Read tasks; those that are gone are left out."""
        unit = await self.unit()
        async with self._database.read() as connection:
            return await self.by_ids_in(connection, ids, unit)

    async def by_ids_in(
        self, connection: AsyncConnection, ids: Collection[int], unit: TimeUnit
    ) -> list[Task]:
        """Read tasks over a connection; the unit is found out before, as that borrows another one."""
        found: list[Task] = []
        for part in in_parts(ids):
            statement = select(*self._columns).where(ID.in_(part)).order_by(ID)
            rows: Any = await connection.execute(statement)
            found += [Task.read(row, unit) for row in rows.mappings()]
        return found

    async def sights(self) -> dict[int, Sight]:
        """Look at all unfinished tasks, by the index of the progress."""
        return await self._look(unfinished(*self._signs))

    async def sights_of(self, ids: Collection[int]) -> dict[int, Sight]:
        """Look at tasks, whatever their state; those that are gone are left out."""
        found: dict[int, Sight] = {}
        for part in in_parts(ids):
            found |= await self._look(select(*self._signs).where(ID.in_(part)))
        return found

    async def sights_after(self, id_: int) -> dict[int, Sight]:
        """Look at the tasks that came after one."""
        found: dict[int, Sight] = {}
        first = select(*self._signs).order_by(ID).limit(IDS_AT_ONCE)
        while more := await self._look(first.where(col(TaskTable.id) > id_)):
            found |= more
            id_ = max(more)
        return found

    def sight_of(self, task: Task) -> Sight:
        """Give how a task looks from afar that was read already; a row with NULLs looks otherwise."""
        return Sight(task.status, hash(self._signs_of(task)))

    async def newest_id(self) -> int:
        """Give the id of the newest task; 0 before the first."""
        async with self._database.read() as connection:
            return (await connection.execute(select(func.max(TaskTable.id)))).scalar() or 0

    async def _read(self, tasks: Select[Any], head: ColumnElement[int]) -> tuple[list[Task], int]:
        unit = await self.unit()
        async with self._database.read() as connection:
            rows = await connection.execute(tasks.add_columns(head.label("head")))
            found: list[Any] = list(rows.mappings())
        return [Task.read(row, unit) for row in found], found[0]["head"] if found else 0

    async def _look(self, statement: Select[Any] | CompoundSelect[Any]) -> dict[int, Sight]:
        async with self._database.read() as connection:
            rows = (await connection.execute(statement)).all()
        status = next(index for index, column in enumerate(self._signs) if column.name == "status")
        return {row[0]: Sight(read_text(row[status]), hash(tuple(row))) for row in rows}


class Updates:
    """Reads the log of a standalone database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_turn(self, connection: AsyncConnection) -> None:
        """Keep others from writing updates until the transaction's end, where the database does not do so."""
        if self._database.engine.writers > 1:
            await connection.execute(select(EpochTable.epoch).with_for_update())

    async def epoch(self) -> str:
        """Read the log's name."""
        return str(await self._scalar(select(EpochTable.epoch)))

    async def head(self) -> int:
        """Read the offset of the last update; 0 before the first."""
        return int(await self._scalar(select(head())))

    async def after(self, offset: int, limit: int) -> Sequence[Row[Any]]:
        """Read rows of the log in their order, each with the `oldest` offset that is kept."""
        columns: list[Any] = [
            col(UpdateTable.id).label("offset"),
            UpdateTable.task_id,
            UpdateTable.previous_status,
            UpdateTable.kind,
            UpdateTable.state,
            select(func.min(UpdateTable.id)).scalar_subquery().label("oldest"),
        ]
        after = select(*columns).where(col(UpdateTable.id) > offset)
        async with self._database.read() as connection:
            return (await connection.execute(after.order_by(col(UpdateTable.id)).limit(limit))).all()

    async def task_ids(self) -> set[int]:
        """Read the ids of the tasks that are in the log."""
        async with self._database.read() as connection:
            return set((await connection.execute(select(UpdateTable.task_id).distinct())).scalars())

    async def last_states(self, connection: AsyncConnection, since: int) -> dict[int, str]:
        """Read the last state of each task among the updates that follow an offset."""
        last = (
            select(func.max(UpdateTable.id))
            .where(col(UpdateTable.id) > since)
            .group_by(col(UpdateTable.task_id))
        )
        statement = select(UpdateTable.task_id, UpdateTable.state).where(col(UpdateTable.id).in_(last))
        return {row[0]: row[1] for row in await connection.execute(statement)}

    async def oldest(self, connection: AsyncConnection, limit: int) -> Sequence[Any]:
        """Read (offset, time, head) of the oldest updates; the newest of all is not among them."""
        statement = select(UpdateTable.id, UpdateTable.at_ms, head()).where(col(UpdateTable.id) < head())
        return (await connection.execute(statement.order_by(col(UpdateTable.id)).limit(limit))).all()

    async def _scalar(self, statement: Any) -> Any:  # noqa: ANN401 - whatever is stored
        async with self._database.read() as connection:
            return (await connection.execute(statement)).scalar_one()


def head() -> ColumnElement[int]:
    """Give the offset of the last update as a column of other statements."""
    newest = select(func.max(UpdateTable.id)).scalar_subquery()
    return func.coalesce(newest, 0)


def in_parts(ids: Collection[int]) -> Iterator[list[int]]:
    """Divide ids into as many as one statement takes."""
    all_ = list(ids)
    return (all_[start : start + IDS_AT_ONCE] for start in range(0, len(all_), IDS_AT_ONCE))
