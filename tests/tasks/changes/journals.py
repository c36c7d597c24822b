"""A journal that remembers, and looks at the database as another program sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.tasks.journal import TaskUpdate
from tests.servers.sites import Place
from tests.storage.statements import outside

STATE = "SELECT status, progress FROM midjourneys"


@dataclass
class RecordingJournal:
    """What was written in transactions, what was told after them, and what others saw at each telling."""

    place: Place
    written: list[TaskUpdate] = field(default_factory=list)
    told: list[TaskUpdate] = field(default_factory=list)
    stored_when_written: list[str] = field(default_factory=list)
    stored_when_told: list[str] = field(default_factory=list)

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        for update in updates:
            statement = f"{STATE} WHERE id = {update.task.id}"
            self.stored_when_written.append(" ".join((await connection.exec_driver_sql(statement)).one()))
        self.written += updates

    def committed(self, updates: Sequence[TaskUpdate]) -> None:
        for update in updates:
            [state] = outside(self.place, f"{STATE} WHERE id = {update.task.id}")
            self.stored_when_told.append(" ".join(state))
        self.told += updates
