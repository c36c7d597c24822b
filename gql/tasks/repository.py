"""Every query over tasks."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, union_all
from sqlmodel import col, select

from gql.checks import INT64_MAX, INT64_MIN
from gql.keyset.window import Slice, Window
from gql.storage.database import Database
from gql.tasks import records
from gql.tasks.filters import Filters, TaskFilters
from gql.tasks.model import Task, TaskTable, read_number
from gql.tasks.progress import DONE
from gql.tasks.records import Columns, Records
from gql.tasks.scope import Owner, Scope
from gql.tasks.statements import (
    AFTER,
    FIRST,
    NEWEST_FIRST,
    OWNER_ID,
    REMOVALS,
    TIMES,
    UPTO,
    Statements,
    is_timed,
    shape_of,
)
from gql.tasks.times import TimeUnit, found_in
from gql.tasks.words import FINAL, TaskStatus

# As tasks are read: NULL is "".
STATUS: ColumnElement[str] = func.coalesce(col(TaskTable.status), "")
GOING_ON = STATUS.not_in([status.value for status in FINAL])
# An inequality finds no use for an index; what is below, above and NULL does.
UNFINISHED_RANGES = (
    col(TaskTable.progress) < DONE,
    col(TaskTable.progress) > DONE,
    col(TaskTable.progress).is_(None),
)
SAMPLE = 200
# A few milliseconds' worth; then others have their turn.
READ_AT_ONCE = 500
# What may have to walk over many rows is read in a thread.
QUICK_OFFSET = 1_000
# So many rows are sooner read than skipped in an index.
FEW = 100
# Servers give ids before transactions commit; one that is older than so many others is a rarity.
UNSETTLED_IDS = 1_000
Ids = tuple[int, int]
ALL_IDS: Final[Ids] = (INT64_MIN, INT64_MAX)
WALKED = TIMES | {"channel_id"}


class Counted(NamedTuple):
    """How many tasks there are, the number of removals, and of a listing by time the first and last id."""

    tasks: int
    removals: int
    first: int | None
    last: int | None


class TaskRepository:
    """Reads tasks of one database, each query under a scope that was made with the viewer in hand.

    Attributes:
        proved: whether the number of removals moves when a task is deleted or moved; else it is always 0.
        unsettled: how many of the highest ids may still have a lower one commit after them.
        has_counter: whether `change_counter` gives one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = database.catalog.stored(TaskTable)
        self._unit: TimeUnit | None = None
        self.proved = REMOVALS.name in database.catalog.tables
        self.has_counter = database.engine.file is not None
        self.unsettled = 0 if self.has_counter else UNSETTLED_IDS
        self._statements = Statements(self._columns, proved=self.proved)
        self._names = tuple(column.name for column in self._columns)

    async def unit(self) -> TimeUnit:
        """Find the unit of the stored times out, once there are any; new-api's own is milliseconds."""
        if self._unit is None:
            newest = select(TaskTable.submit_time).order_by(NEWEST_FIRST).limit(SAMPLE)
            async with self._database.read() as connection:
                times = (await connection.execute(newest)).scalars()
                self._unit = found_in(read_number(time) for time in times)
        return self._unit or TimeUnit.MILLISECONDS

    async def page(
        self,
        scope: Scope,
        filters: TaskFilters,
        offset: int,
        limit: int,
        *,
        ids: Ids = ALL_IDS,
        columns: Columns | None = None,
        removals: bool = False,
    ) -> Sequence[Task]:
        """Read tasks, newest id first, from the `offset`th on.

        Args:
            scope: which tasks may be read.
            filters: which are wanted.
            offset: how many are skipped.
            limit: how many are read at most.
            ids: between which they lie, where the filters have a time.
            columns: those that are wanted, as `Record`s; None for whole tasks.
            removals: whether records have the number of removals too, where it is known.
        """
        unit = self._unit or await self.unit()
        shape, names = shape_of(scope, filters), self._chosen(columns)
        if removals and self.proved:
            names = (*names, records.REMOVALS)
        values = {OWNER_ID: scope.id, **filters.stored(unit), "limit": limit, "offset": offset}
        values |= {FIRST: ids[0], UPTO: ids[1]} if is_timed(shape) else {}
        quick = offset <= QUICK_OFFSET and not shape[1] & WALKED
        statement = (self._statements.deep if offset > FEW else self._statements.page)(shape, names)
        rows = await self._database.rows(statement, values, quick=quick)
        return self._read(rows, names, columns, unit)

    async def oldest_first(
        self, scope: Scope, filters: TaskFilters, start: int, offset: int, limit: int
    ) -> Sequence[Task]:
        """Read tasks, oldest id first, from the `offset`th on of those from the id `start` on."""
        unit = self._unit or await self.unit()
        given = {OWNER_ID: scope.id, FIRST: start, "limit": limit, "offset": offset}
        statement = self._statements.oldest(shape_of(scope, filters))
        rows = await self._database.rows(statement, {**given, **filters.stored(unit)}, quick=False)
        return [Task.of(self._names, row, unit) for row in rows]

    async def blocks(self, scope: Scope, filters: TaskFilters, size: int) -> list[tuple[int, int]]:
        """Count the tasks of a listing in each block of so many ids: (lowest possible id, count)."""
        statement = self._statements.blocks(shape_of(scope, filters))
        values = {OWNER_ID: scope.id, "size": size, **filters.stored(await self.unit())}
        return [(row[0], row[1]) for row in await self._database.rows(statement, values, quick=False)]

    async def removals(self) -> int:
        """Give the number of removals; always 0 where it is not known."""
        if not self.proved:
            return 0
        ((number,),) = await self._database.rows(self._statements.removals, {})
        return int(number)

    def change_counter(self) -> int | None:
        """Give a number that is another after any change of the database; None where there is none."""
        return self._database.change_counter()

    async def highest(self) -> int:
        """Give the highest id of all; 0 where there is no task."""
        ((highest,),) = await self._database.rows(self._statements.highest, {})
        return highest or 0

    async def counted(self, scope: Scope, filters: TaskFilters, upto: int = INT64_MAX) -> Counted:
        """Count the tasks of a listing by page up to an id."""
        shape = shape_of(scope, filters)
        quick = bool(scope.owner or shape[1]) and not shape[1] & WALKED
        values = {OWNER_ID: scope.id, UPTO: upto, **filters.stored(await self.unit())}
        (row,) = await self._database.rows(self._statements.counted(shape), values, quick=quick)
        return Counted(*row)

    async def newer(
        self, scope: Scope, filters: TaskFilters, after: int, upto: int = INT64_MAX
    ) -> tuple[int, int, int]:
        """Count the tasks of a listing that have a higher id.

        Returns:
            How many there are, the highest id among them (0 where there is none), and the number of
            removals.
        """
        values = {OWNER_ID: scope.id, AFTER: after, UPTO: upto, **filters.stored(await self.unit())}
        rows = await self._database.rows(self._statements.newer(shape_of(scope, filters)), values)
        ((count, highest, removals),) = rows
        return count, highest or 0, removals

    async def count(self, scope: Scope, filters: Filters) -> int:
        """Count the tasks of a connection."""
        statement = select(func.count()).select_from(TaskTable)
        statement = statement.where(scope.clause(), *filters.clauses(await self.unit()))
        async with self._database.read() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def counts(self, owner: Owner, ids: Sequence[int], filters: Filters) -> Mapping[int, int]:
        """Count the tasks of each owner, in one statement; an owner without tasks is left out."""
        clauses = (col(owner.column).in_(ids), *filters.clauses(await self.unit()))
        statement = select(col(owner.column), func.count()).where(*clauses).group_by(col(owner.column))
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(statement)}

    async def slices(
        self, scopes: Sequence[Scope], filters: Filters, window: Window, columns: Columns | None = None
    ) -> list[Slice[Task]]:
        """Read the same window of each scope's connection, all in one statement.

        Args:
            scopes: which tasks may be read; all of the same kind.
            filters: which are wanted.
            window: which of those.
            columns: those that are enough, as `Record`s; None for whole tasks.
        """
        if len(scopes) == 1 and not any(filters.given()):
            return [await self._window(scopes[0], window, columns)]
        clauses = [*filters.clauses(await self.unit()), *window.bounds(col(TaskTable.id))]
        order = NEWEST_FIRST if window.forward else col(TaskTable.id).asc()
        windows = [
            select(*self._columns)
            .where(scope.clause(), *clauses)
            .order_by(order)
            .limit(window.limit + 1)
            .subquery(f"window_{index}")
            for index, scope in enumerate(scopes)
        ]
        found: dict[Scope, list[Task]] = {scope: [] for scope in scopes}
        for task in await self._tasks(union_all(*(select(part) for part in windows))):
            found[scopes[0].of(task)].append(task)
        return [window.sliced(found[scope]) for scope in scopes]

    async def _window(self, scope: Scope, window: Window, columns: Columns | None) -> Slice[Task]:
        unit = self._unit or await self.unit()
        names = self._chosen(columns)
        ends = {name: end for name in ("after", "before") if (end := getattr(window, name)) is not None}
        statement = self._statements.window(scope.owner, names, window.forward, frozenset(ends))
        values = {OWNER_ID: scope.id, "limit": window.limit + 1, **ends}
        rows = await self._database.rows(statement, values)
        return window.sliced(self._read(rows, names, columns, unit))

    async def newest(self, scope: Scope, mj_id: str) -> Task | None:
        """Find the newest task with an upstream id, which need not be unique."""
        return await self._first(scope, mj_id, NEWEST_FIRST)

    async def oldest(self, scope: Scope, mj_id: str) -> Task | None:
        """Find the oldest, which is new-api's choice for pictures; a task without an id is none of them."""
        return await self._first(scope, mj_id, col(TaskTable.id).asc()) if mj_id else None

    async def durations(self, newest: int) -> list[tuple[str, int, int]]:
        """Give (action, channel id, duration) of those among the newest tasks that succeeded."""
        took = col(TaskTable.finish_time) - col(TaskTable.submit_time)
        statement = select(TaskTable.action, TaskTable.channel_id, took).where(
            col(TaskTable.id) > select(func.max(TaskTable.id)).scalar_subquery() - newest,
            col(TaskTable.status) == TaskStatus.SUCCESS.value,
            col(TaskTable.submit_time) > 0,
            took > 0,
        )
        async with self._database.read() as connection:
            rows = await connection.execute(statement)
            return [(row[0] or "", row[1] or 0, read_number(row[2])) for row in rows]

    async def by_ids(self, scope: Scope, ids: Sequence[int]) -> Mapping[int, Task]:
        """Give the tasks of a scope among these."""
        tasks = await self._tasks(select(*self._columns).where(scope.clause(), col(TaskTable.id).in_(ids)))
        return {task.id: task for task in tasks}

    def _chosen(self, columns: Columns | None) -> tuple[str, ...]:
        return self._names if columns is None else tuple([name for name in self._names if name in columns])

    @staticmethod
    def _read(
        rows: Sequence[Any], names: tuple[str, ...], columns: Columns | None, unit: TimeUnit
    ) -> Sequence[Task]:
        if columns is None:
            return [Task.of(names, row, unit) for row in rows]
        return Records(names, columns.difference(names), unit, rows)

    async def _first(self, scope: Scope, mj_id: str, order: ColumnElement[Any]) -> Task | None:
        same = col(TaskTable.mj_id) == mj_id
        clause = same if mj_id else or_(same, col(TaskTable.mj_id).is_(None))
        statement = select(*self._columns).where(scope.clause(), clause)
        tasks = await self._tasks(statement.order_by(order).limit(1))
        return tasks[0] if tasks else None

    async def _tasks(self, statement: Select[Any] | Any) -> Sequence[Task]:  # noqa: ANN401 - or a union of them
        unit = await self.unit()
        async with self._database.read() as connection:
            rows = (await connection.execute(statement)).all()
        tasks: list[Task] = []
        for begin in range(0, len(rows), READ_AT_ONCE):
            tasks += [Task.of(self._names, row, unit) for row in rows[begin : begin + READ_AT_ONCE]]
            await asyncio.sleep(0)
        return tasks


def unfinished(*columns: Any) -> CompoundSelect[Any]:  # noqa: ANN401 - columns of tasks
    """Select unfinished tasks; a union may not order its parts, else SQLite reads the whole table by id."""
    return union_all(*(select(*columns).where(range_, GOING_ON) for range_ in UNFINISHED_RANGES))
