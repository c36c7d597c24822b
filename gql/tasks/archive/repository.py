"""Tasks that may be archived: finished, and submitted before a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from gql.storage.database import Database
from gql.tasks.archive.files import WINDOW, Row, line_of
from gql.tasks.model import TaskTable
from gql.tasks.repository import STATUS, TaskRepository
from gql.tasks.statements import REMOVALS
from gql.tasks.words import FINAL

FINISHED: Final[ColumnElement[bool]] = STATUS.in_([status.value for status in FINAL])


class OldTasks:
    """The finished tasks of one database that were submitted before a moment; a time of 0 is none."""

    def __init__(self, database: Database, before: datetime) -> None:
        self._database = database
        self._before = before
        self._columns = database.catalog.stored(TaskTable)
        self._tasks = TaskRepository(database)
        self.types: Mapping[str, type] = {
            column.name: int if isinstance(column.type, Integer) else str for column in self._columns
        }

    async def count(self) -> tuple[int, int]:
        """Count them; give the highest id among them too."""
        found = select(func.count(), func.max(TaskTable.id)).where(*await self._old())
        async with self._database.read() as connection:
            count, last = (await connection.execute(found)).one()
        return count, last or 0

    async def after(self, number: int, last: int) -> list[Row]:
        """Read the next of them by their id, up to the last."""
        ids = col(TaskTable.id)
        found = select(*self._columns).where(*await self._old(), ids > number, ids <= last)
        async with self._database.read() as connection:
            return [_told(row) for row in await connection.execute(found.order_by(ids).limit(WINDOW))]

    async def delete(self, rows: Sequence[Row]) -> int:
        """Delete tasks that are still exactly as they were read, in one transaction; tell how many."""
        wanted = {row["id"]: line_of(row) for row in rows}
        ids = col(TaskTable.id)

        async def work(connection: AsyncConnection) -> int:
            found = await connection.execute(select(*self._columns).where(ids.in_(wanted)))
            same = [row.id for row in found if line_of(_told(row)) == wanted[row.id]]
            if same:
                await connection.execute(delete(TaskTable).where(ids.in_(same)))
                if REMOVALS.name in self._database.catalog.tables:  # which MySQL has no trigger for
                    await connection.execute(update(REMOVALS).values(number=REMOVALS.c.number + 1))
            return len(same)

        return await self._database.write(work)

    async def _old(self) -> tuple[ColumnElement[bool], ...]:
        submitted, unit = col(TaskTable.submit_time), await self._tasks.unit()
        return FINISHED, submitted > 0, submitted < unit.since(self._before)


def _told(row: Any) -> Row:  # noqa: ANN401 - a row of any columns
    return {
        name: value.decode(errors="replace") if isinstance(value, bytes) else value
        for name, value in row._mapping.items()  # noqa: SLF001 - public, in spite of its name
    }
