"""A streaming replica of PostgreSQL: it serves listings as long as it has what whoever asks has to see."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass

import pytest
from sqlalchemy import make_url

from gql.app import make_services
from gql.background import Background
from gql.errors import ConfigurationError, Unavailable
from gql.identity.model import Role, User, Viewer
from gql.schema.context import Services
from gql.settings import load
from gql.storage.database import Database, open_database
from gql.storage.replica import reads_may_lag
from gql.tasks.filters import TaskFilters
from gql.tasks.progress import Report
from tests.servers.postgresql import PostgreSQL, Standby
from tests.servers.sites import Sites
from tests.servers.statements import on_server
from tests.tasks.rows import insert

ALICE = Viewer(User(3, "alice", Role.USER), Role.USER)
BOB = Viewer(User(4, "bob", Role.USER), Role.USER)
DEADLINE_SECONDS = 60
LONG, SHORT = 1000, 0.5


@pytest.fixture
def place(sites: Sites) -> Iterator[str]:
    with sites.filled("postgresql-standalone") as place:
        assert isinstance(place, str)
        yield place


@pytest.fixture
def standby(sites: Sites, place: str) -> Iterator[Standby]:
    primary = sites.server("postgresql")
    assert isinstance(primary, PostgreSQL)
    standby = Standby(primary)
    standby.start()
    yield standby
    standby.stop()


@dataclass
class Followed:
    """A gateway's parts on a primary and its replica."""

    database: Database
    background: Background
    services: Services
    primary: str
    replica: str

    async def total(self, viewer: Viewer = BOB) -> int:
        """Count a viewer's tasks as a listing does; nothing is remembered of the last count."""
        page = await self.services.tasks.my_tasks(viewer, 1, 5, TaskFilters(start_timestamp=1))
        return len(await page.items()) and await page.total()

    def serves(self) -> bool:
        """Whether the replica serves whoever has changed nothing."""
        assert self.database.replica
        with reads_may_lag():
            return self.database.replica.wanted()

    async def until(self, happened: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not await happened():  # noqa: ASYNC110 - the replica tells nobody
                await asyncio.sleep(0.05)

    async def until_it_serves(self, wanted: bool = True) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while self.serves() is not wanted:  # noqa: ASYNC110 - the replica tells nobody
                await asyncio.sleep(0.02)


@asynccontextmanager
async def followed(place: str, standby: Standby, lag_seconds: float) -> AsyncIterator[Followed]:
    """Open the database with its replica, and wait until that serves."""
    replica = standby.url(make_url(place).database or "")
    database = await open_database(place, create=False)
    database.follow(replica, lag_seconds)
    settings = load(poll="false")
    background = Background(settings, database)
    async with background.running():
        services = make_services(settings, database, background)
        parts = Followed(database, background, services, place, replica)
        await parts.until_it_serves()
        yield parts
    await database.close()


def add_for_bob(place: str) -> None:
    """Add a task of bob's, as a program does of which we hear nothing."""
    on_server(
        place,
        insert(user_id=4, mj_id="new", status="SUBMITTED", progress="0%", submit_time=1_795_375_098_000),
    )


async def test_listings_come_from_the_replica_and_ones_own_changes_from_the_primary(
    place: str, standby: Standby
) -> None:
    async with followed(place, standby, LONG) as parts:
        before = await parts.total()
        on_server(parts.replica, "SELECT pg_wal_replay_pause()")
        add_for_bob(place)
        assert await parts.total() == before

        [task] = (await (await parts.services.tasks.my_tasks(ALICE, 1, 1, TaskFilters())).items())[:1]
        on_server(place, f"UPDATE midjourneys SET status = 'SUBMITTED', progress = '0%' WHERE id = {task.id}")
        report = Report(task.mj_id, status="IN_PROGRESS", progress="77%")
        assert parts.background.intake
        await parts.background.intake.take(report)

        mine = await parts.services.tasks.my_tasks(ALICE, 1, 1, TaskFilters())
        assert (await mine.items())[0].progress == "77%"
        assert await parts.total() == before

        on_server(parts.replica, "SELECT pg_wal_replay_resume()")

        async def there() -> bool:
            return await parts.total() == before + 1

        await parts.until(there)
        assert parts.serves()


async def test_a_replica_that_lags_is_left_out_until_it_has_caught_up(place: str, standby: Standby) -> None:
    async with followed(place, standby, SHORT) as parts:
        before = await parts.total()
        on_server(parts.replica, "SELECT pg_wal_replay_pause()")
        add_for_bob(place)
        await parts.until_it_serves(False)
        assert await parts.total() == before + 1

        on_server(parts.replica, "SELECT pg_wal_replay_resume()")
        await parts.until_it_serves()
        assert await parts.total() == before + 1


async def test_a_replica_that_dies_fails_no_listing_and_is_back_when_it_lives_again(
    place: str, standby: Standby
) -> None:
    async with followed(place, standby, LONG) as parts:
        before = await parts.total()
        standby.process.stop(signal.SIGKILL)
        for _ in range(20):
            assert await parts.total() == before
        assert not parts.serves()

        standby.process.start()
        await parts.until_it_serves()
        assert await parts.total() == before


async def test_a_server_that_is_no_replica_serves_nothing(place: str, sites: Sites) -> None:
    database = await open_database(place, create=False)
    database.follow(place, LONG)
    assert database.replica
    running = asyncio.create_task(database.replica.run())
    await asyncio.wait({running}, timeout=1)
    with reads_may_lag():
        assert not database.replica.wanted()
    running.cancel()
    await asyncio.wait({running})
    await database.close()


async def test_a_replica_of_another_engine_is_refused(place: str) -> None:
    database = await open_database(place, create=False)
    with pytest.raises(ConfigurationError, match="MJ_DATABASE_READ_URL is for a replica of a PostgreSQL"):
        database.follow("mysql+asyncmy://root@127.0.0.1/db", LONG)
    await database.close()


async def test_a_database_that_was_to_be_written_and_became_a_replica_is_not_writable(sites: Sites) -> None:
    primary = sites.server("postgresql")
    assert isinstance(primary, PostgreSQL)
    with sites.filled("postgresql-attached") as place:
        assert isinstance(place, str)
        standby = Standby(primary)
        standby.start()
        for url, writable in ((place, True), (standby.url(make_url(place).database or ""), False)):
            database = await open_database(url, create=False, write_attached=True)
            with nullcontext() if writable else pytest.raises(Unavailable):
                await database.check_writable()
            await database.close()
        standby.stop()
