"""A database with everything that is live on it, but for the doors: real parts, a clock that stands still."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from gql.identity.model import Role, User, Viewer
from gql.identity.vigil import Session
from gql.live.hub import Delivered, Hub
from gql.live.log import UpdateLog, as_seen
from gql.live.memory import MemoryLog
from gql.live.repository import LiveTasks
from gql.live.table import TableLog
from gql.live.wanted import Wanted
from gql.live.watcher import Watcher
from gql.storage.catalog import Kind
from gql.storage.database import Database, open_database
from gql.tasks.journal import TaskUpdate
from gql.tasks.model import Task, TaskTable
from tests.clock import FakeClock
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside
from tests.tasks.rows import insert

ALICE = Viewer(User(3, "alice", Role.USER), Role.USER)
BOB = Viewer(User(4, "bob", Role.USER), Role.USER)
ADMIN = Viewer(User(2, "admin", Role.ADMIN), Role.ADMIN)
EVERYBODYS = Wanted(everybody=True)
MINE = Wanted()
SECONDS = 10


@dataclass
class World:
    """One gateway's live parts on a database; several may stand in one place."""

    database: Database
    place: Place
    clock: FakeClock
    tasks: LiveTasks
    log: UpdateLog
    watcher: Watcher
    hub: Hub

    def follow(
        self, viewer: Viewer, wanted: Wanted = MINE, after: str | None = None
    ) -> AsyncGenerator[Delivered, None]:
        """Subscribe in a session that nobody looks at."""
        return self.hub.follow(session_of(viewer), wanted, after)

    async def task(self, id_: int) -> Task:
        """Read a task."""
        return (await self.tasks.by_ids([id_]))[0]

    async def change(self, id_: int, **values: Any) -> TaskUpdate:
        """Change a task as our own updater does: the row and the log in one transaction, then the event."""
        before = await self.task(id_)
        told = as_seen(replace(before, **values), before.status)

        async def work(connection: AsyncConnection) -> None:
            statement = update(TaskTable).where(col(TaskTable.id) == id_).values(values)
            await connection.execute(statement)
            await self.log.write(connection, [told])

        await self.database.write(work, then=lambda _: self.log.committed([told]))
        return told

    def add(self, id_: int, **values: Any) -> None:
        """Insert an unfinished task of alice's, as another program does."""
        row = {"user_id": 3, "mj_id": f"mj{id_}", "status": "SUBMITTED", "progress": "0%", "submit_time": 1}
        outside(self.place, insert(id=id_, **{**row, **values}))

    def foreign(self, id_: int, **values: Any) -> None:
        """Change a task as another program does, which tells nobody."""
        settings = ", ".join(f"{name} = {value!r}" for name, value in values.items())
        outside(self.place, f"UPDATE midjourneys SET {settings} WHERE id = {id_}")


async def world_on(place: Place, clock: FakeClock, reads: type[LiveTasks] = LiveTasks) -> World:
    """Open a database, with the log that its kind has."""
    database = await open_database(url_of(place), write_attached=True)
    tasks = reads(database)
    standalone = database.kind is Kind.STANDALONE
    log: UpdateLog = TableLog(database, tasks, clock) if standalone else MemoryLog(tasks, clock)
    watcher = Watcher(tasks, log, clock)
    return World(database, place, clock, tasks, log, watcher, Hub(log, tasks, watcher))


@asynccontextmanager
async def running(place: Place, clock: FakeClock, reads: type[LiveTasks] = LiveTasks) -> AsyncIterator[World]:
    """Run a hub on a database within the block."""
    world = await world_on(place, clock, reads)
    run = asyncio.create_task(world.hub.run())
    try:
        yield world
    finally:
        world.hub.close()
        async with asyncio.timeout(SECONDS):
            await run
            await world.database.close()


def session_of(viewer: Viewer) -> Session:
    """Open a session that nobody looks at."""
    return Session(viewer, "token", 0.0)


async def take(stream: AsyncGenerator[Delivered, None], count: int) -> list[Delivered]:
    """Wait for the next updates of a stream."""
    async with asyncio.timeout(SECONDS):
        return [await anext(stream) for _ in range(count)]


async def the_rest(stream: AsyncGenerator[Delivered, None]) -> list[Delivered]:
    """Wait until a stream ends by itself."""
    async with asyncio.timeout(SECONDS):
        return [delivered async for delivered in stream]


def told(delivered: list[Delivered]) -> list[tuple[int, str | None, str, str]]:
    """Say in short what was delivered: id, status before, status, progress."""
    return [
        (d.update.task.id, d.update.previous_status, d.update.task.status, d.update.task.progress)
        for d in delivered
    ]
