"""Who changes tasks while clients come and go: another process on the database than the gateway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from gql.clock import SystemClock
from gql.live.logs import log_of
from gql.live.repository import LiveTasks
from gql.tasks.changes.repository import Changes
from gql.tasks.model import Task
from gql.tasks.progress import Change
from tests.servers.sites import Place
from tests.tasks.changes.conftest import opened

A_SECOND, BATCH = 200, 10


class Writer:
    """Writes numbered updates, 200 a second; `progress` tells the number.

    Attributes:
        written: the task of each update that is committed; the first has the number 1.
    """

    def __init__(self, changes: Changes, tasks: list[Task]) -> None:
        self.written: list[int] = []
        self._changes = changes
        self._tasks = tasks
        self._wrote = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def last(self) -> dict[int, int]:
        """The number of the last update of each task that has one."""
        return {id_: number for number, id_ in enumerate(self.written, 1)}

    async def run(self) -> None:
        """Write until `stop`, one task after the other."""
        loop = asyncio.get_running_loop()
        begin, batches = loop.time(), 0
        while not self._stopping.is_set():
            await self.write()
            batches += 1
            with suppress(TimeoutError):
                async with asyncio.timeout_at(begin + batches * BATCH / A_SECOND):
                    await self._stopping.wait()

    async def write(self) -> None:
        """Write ten updates in one transaction."""
        first = len(self.written)
        turns = [(first + turn) % len(self._tasks) for turn in range(BATCH)]
        changes = [
            Change(self._tasks[turn], {"progress": str(number)})
            for number, turn in enumerate(turns, first + 1)
        ]
        assert len(await self._changes.apply(changes)) == BATCH
        for turn, change in zip(turns, changes, strict=True):
            self._tasks[turn] = change.after
            self.written.append(change.task.id)
        self._wrote.set()

    async def wrote(self, more: int) -> None:
        """Wait for so many more updates."""
        end = len(self.written) + more
        while len(self.written) < end:
            self._wrote.clear()
            await self._wrote.wait()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopping.set()


@asynccontextmanager
async def writing(place: Place) -> AsyncIterator[Writer]:
    """Make a writer of all unfinished tasks."""
    database = await opened(place)
    changes = Changes(database, log_of(database, LiveTasks(database), SystemClock()))
    try:
        unfinished = [task.id for task in await changes.unfinished()]
        yield Writer(changes, list(await changes.by_ids(unfinished)))
    finally:
        await database.close()
