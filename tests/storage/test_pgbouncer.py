"""PgBouncer in transaction mode: any transaction may be on any of its two connections."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from gql.errors import ConfigurationError, Unavailable
from gql.polling.updater import lease_of
from gql.storage.database import Database, open_database
from gql.storage.deadline import reads_end_after
from gql.storage.engines.engine import Options
from tests.accounts import headers
from tests.clock import FakeClock
from tests.gateway import client_of
from tests.servers.pgbouncer import CONNECTIONS, PgBouncer
from tests.servers.sites import Sites
from tests.servers.statements import on_server
from tests.storage.statements import adding, executing, fetch
from tests.tasks.rows import insert

QUERY = "{ myTasks(pageSize: 5) { total items { mjId } } }"
DEADLINE_SECONDS = 60


@pytest.fixture(params=["attached", "standalone"])
def direct(request: pytest.FixtureRequest, sites: Sites) -> Iterator[str]:
    """The URL of a database, past PgBouncer."""
    with sites.filled(f"postgresql-{request.param}") as place:
        assert isinstance(place, str)
        yield place


@pytest.fixture
def pooled(direct: str) -> Iterator[str]:
    """The URL of the same database through it."""
    bouncer = PgBouncer(direct)
    bouncer.start()
    yield bouncer.url(direct)
    bouncer.stop()


@pytest.fixture
async def database(pooled: str) -> AsyncIterator[Database]:
    options = Options(statement_seconds=2)
    database = await open_database(pooled, create=False, write_attached=True, options=options)
    yield database
    await database.close()


@pytest.mark.alone
async def test_many_ask_at_once_and_each_gets_their_own_answer(database: Database) -> None:
    async with client_of(database) as client, asyncio.timeout(DEADLINE_SECONDS):
        names = ["alice", "bob", "chen"] * 20
        answers = await asyncio.gather(
            *(client.post("/graphql", json={"query": QUERY}, headers=headers(name)) for name in names)
        )
    told = [answer.json()["data"]["myTasks"] for answer in answers]
    assert [one["total"] for one in told] == [149, 61, 42] * 20
    assert all(one == told[number % 3] for number, one in enumerate(told))


async def test_reads_and_writes_side_by_side_are_whole(database: Database, direct: str) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        await asyncio.gather(
            *(database.write(executing(insert(mj_id=f"new{number}"))) for number in range(20)),
            *(fetch(database, "SELECT count(*) FROM midjourneys") for _ in range(40)),
        )
    assert on_server(direct, "SELECT count(*) FROM midjourneys WHERE mj_id LIKE 'new%'") == [(20,)]


async def test_a_reader_can_not_write_and_has_the_limits_of_its_transaction(database: Database) -> None:
    with pytest.raises(Unavailable):
        await fetch(database, "INSERT INTO users (username) VALUES ('torn')")
    with pytest.raises(Unavailable):
        await fetch(database, "SELECT pg_sleep(30)")
    shown = "SELECT current_setting('statement_timeout'), current_setting('transaction_read_only')"
    assert await fetch(database, shown) == [("2s", "on")]


async def test_what_is_cancelled_leaves_nothing_running_and_no_connection_taken(
    database: Database, direct: str
) -> None:
    for _ in range(2 * CONNECTIONS):
        with reads_end_after(0.2), pytest.raises((Unavailable, TimeoutError)):
            await fetch(database, "SELECT pg_sleep(1.5), 'canary'")

    async with asyncio.timeout(DEADLINE_SECONDS):
        assert await fetch(database, "SELECT 1") == [(1,)]
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%canary%' AND state = 'active'"
    assert on_server(direct, f"{running} AND pid <> pg_backend_pid()") == [(0,)]


async def test_whoever_needs_a_session_is_told_so(pooled: str, direct: str, database: Database) -> None:
    assert database.notices is None
    if database.kind == "standalone":
        assert await lease_of(database, FakeClock()).hold()
    else:
        with pytest.raises(ConfigurationError, match="MJ_POLL needs a session"):
            lease_of(database, FakeClock())


async def test_a_blank_database_is_made_through_it(sites: Sites) -> None:
    with sites.blank("postgresql") as place:
        assert isinstance(place, str)
        bouncer = PgBouncer(place)
        bouncer.start()
        database = await open_database(bouncer.url(place))
        await database.write(adding("first"))
        assert await fetch(database, "SELECT username FROM users") == [("first",)]
        await database.close()
        bouncer.stop()
