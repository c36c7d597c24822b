"""Every query over tasks."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, true
from sqlmodel import col, select

from gql.identity.model import Viewer
from gql.storage.database import Database
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task, TaskTable, read_number
from gql.tasks.times import TimeUnit, found_in

SAMPLE = 200


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Say which tasks a viewer may see: the one rule that every look-up stands under."""
    return true() if viewer.is_admin else owned_by(viewer)


def owned_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which tasks are a viewer's own."""
    return col(TaskTable.user_id) == viewer.id


class TaskRepository:
    """Reads tasks of one database. A *scope* is `visible_to` or `owned_by` a viewer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = database.catalog.stored(TaskTable)
        self._unit: TimeUnit | None = None

    async def unit(self) -> TimeUnit:
        """Find the unit of the stored times out, once there are any; new-api's own is milliseconds."""
        if self._unit is None:
            newest = select(TaskTable.submit_time).order_by(col(TaskTable.id).desc()).limit(SAMPLE)
            async with self._database.read() as connection:
                times = (await connection.execute(newest)).scalars()
                self._unit = found_in(read_number(time) for time in times)
        return self._unit or TimeUnit.MILLISECONDS

    async def page(
        self, scope: ColumnElement[bool], filters: TaskFilters, offset: int, limit: int
    ) -> Sequence[Task]:
        """Read tasks, newest id first, from the `offset`th on."""
        unit = await self.unit()
        statement = (
            select(*self._columns).where(scope, *filters.clauses(unit)).order_by(col(TaskTable.id).desc())
        )
        return await self._tasks(statement.limit(limit).offset(offset))

    async def count(self, scope: ColumnElement[bool], filters: TaskFilters) -> int:
        """Count the tasks of a listing."""
        clauses = filters.clauses(await self.unit())
        statement = select(func.count()).select_from(TaskTable).where(scope, *clauses)
        async with self._database.read() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def newest(self, scope: ColumnElement[bool], mj_id: str) -> Task | None:
        """Find the newest task with an upstream id, which need not be unique."""
        same = col(TaskTable.mj_id) == mj_id
        statement = select(*self._columns).where(
            scope, same if mj_id else or_(same, col(TaskTable.mj_id).is_(None))
        )
        tasks = await self._tasks(statement.order_by(col(TaskTable.id).desc()).limit(1))
        return tasks[0] if tasks else None

    async def _tasks(self, statement: Select[tuple[object, ...]]) -> Sequence[Task]:
        unit = await self.unit()
        async with self._database.read() as connection:
            rows = await connection.execute(statement)
            return [Task.read(row, unit) for row in rows.mappings()]  # type: ignore[arg-type]
