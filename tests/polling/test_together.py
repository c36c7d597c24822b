"""The updater with its real parts: database, upstream, lease and journal."""

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.channels.upstreams.repository import Upstreams
from gql.clock import SystemClock
from gql.polling.client import UpstreamClient
from gql.polling.judgement import Rules
from gql.polling.poller import Poller
from gql.polling.updater import lease_of, polls, updater
from gql.settings import Settings
from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.tasks.changes.repository import Changes
from gql.tasks.journal import TaskUpdate
from tests.channels.rows import lead_to
from tests.polling.upstream_server import SECRET, Server, ids
from tests.servers.engines import ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.changes.conftest import opened

DEADLINE_SECONDS = 8


class Heard:
    """A journal that says when it heard of something."""

    def __init__(self) -> None:
        self.updates: asyncio.Queue[TaskUpdate] = asyncio.Queue()

    async def write(self, connection: AsyncConnection, updates: Any) -> None:
        """Leave it to `committed`."""

    def committed(self, updates: Any) -> None:
        """Hear of updates."""
        for update in updates:
            self.updates.put_nowait(update)

    async def next(self) -> TaskUpdate:
        """Wait for the next update."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await self.updates.get()


@pytest.fixture
async def database(place: Place, server: Server) -> AsyncIterator[Database]:
    """A database with one channel and one user, and without tasks."""
    outside(place, "DELETE FROM midjourneys", "UPDATE users SET quota = 100 WHERE id = 1")
    lead_to(place, server.upstream.base_url, SECRET, channel_id=3)
    database = await opened(place)
    yield database
    await database.close()


async def add(database: Database, table: str, **values: Any) -> None:
    async def work(connection: AsyncConnection) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        await connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)

    await database.write(work)


async def submit(database: Database, mj_id: str) -> None:
    told = {"mj_id": mj_id, "progress": "0%"}
    await add(database, "midjourneys", user_id=1, channel_id=3, code=1, quota=7, **told)


@ON_EACH_SITE
async def test_a_new_task_is_found_by_the_next_tick_and_ends_as_its_upstream_says(
    database: Database, client: UpstreamClient
) -> None:
    journal, clock = Heard(), SystemClock()
    poller = Poller(
        Changes(database, journal),
        Upstreams(database),
        client,
        lease_of(database, clock),
        clock=clock,
        rules=Rules(),
        rng=Random(),  # noqa: S311 - no secret
    )
    running = asyncio.create_task(poller.run())
    for mj_id in [*ids(3), ""]:
        await submit(database, mj_id)
        update = await journal.next()
        assert (update.task.mj_id, update.task.status) == (mj_id, "SUCCESS" if mj_id else "FAILURE")
    poller.stop()
    async with asyncio.timeout(DEADLINE_SECONDS):
        await running
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT quota FROM users WHERE id = 1"))).scalar() == 107


@ON_EACH_SITE
async def test_it_is_made_from_settings(database: Database) -> None:
    values: dict[str, Any] = {"poll_interval": 3, "task_timeout": 60, "poll_lost_rounds": 2}
    settings = Settings(**values)
    await submit(database, "unknown")
    journal = Heard()
    async with updater(settings, database, journal) as poller:
        await poller.round()
    assert poller.last_round
    assert (poller.last_round.unfinished, poller.last_round.leading) == (1, True)
    assert journal.updates.empty()


@pytest.mark.parametrize(
    ("setting", "standalone", "attached"),
    [("auto", True, False), ("true", True, True), ("false", False, False)],
)
def test_tasks_of_new_api_are_followed_only_where_that_is_set(
    setting: str, standalone: bool, attached: bool
) -> None:
    values: dict[str, Any] = {"poll": setting}
    settings = Settings(**values)
    assert (polls(settings, Kind.STANDALONE), polls(settings, Kind.ATTACHED)) == (standalone, attached)
