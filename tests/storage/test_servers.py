"""What a database server may do to us, on each engine: it is slow, cuts connections, or restarts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.cli.serve import gateway_on
from gql.errors import Unavailable
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database, open_database
from gql.storage.deadline import reads_end_after
from gql.storage.engines.engine import Options
from tests.accounts import headers
from tests.background.served import listening
from tests.gateway import client_of, data
from tests.servers.mariadb import MariaDB
from tests.servers.postgresql import PostgreSQL
from tests.servers.sites import KINDS, SERVERS, Sites
from tests.servers.statements import holding, is_mysql, on_server
from tests.storage.statements import fetch
from tests.tasks.rows import insert

DEADLINE_SECONDS = 60
BIG = 2**40
ROW = {"user_id": 3, "status": "SUBMITTED", "progress": "0%"}
LISTING = "{ myTasks { total items { id mjId quota submitTime } } }"


@pytest.fixture(params=[f"{server}-{kind}" for server in SERVERS for kind in KINDS])
def place(request: pytest.FixtureRequest, sites: Sites) -> Iterator[str]:
    with sites.filled(request.param) as place:
        assert isinstance(place, str)
        yield place


@pytest.fixture
async def database(place: str) -> AsyncIterator[Database]:
    options = Options(statement_seconds=2)
    database = await open_database(place, create=False, write_attached=True, options=options)
    yield database
    await database.close()


def storing(**values: object) -> Callable[[AsyncConnection], Awaitable[object]]:
    """Make the work that adds a task; in a driver's own SQL its % would be a mark."""
    return lambda connection: connection.execute(text(insert(**values)))


def sleeping(place: str, seconds: int) -> str:
    """Make a statement that takes some time; MySQL takes a sleep alone that is interrupted for done."""
    if is_mysql(place):
        return f"SELECT 'canary' FROM dual WHERE sleep({seconds}) = 0"
    return f"SELECT pg_sleep({seconds}), 'canary'"


async def until_nothing_runs(place: str, word: str = "canary") -> None:
    """Wait until the server is at work on no statement with a word in it."""
    running = (
        "SELECT count(*) FROM information_schema.processlist"
        f" WHERE info LIKE '%{word}%' AND id <> connection_id()"
        if is_mysql(place)
        else "SELECT count(*) FROM pg_stat_activity"
        f" WHERE query LIKE '%{word}%' AND state = 'active' AND pid <> pg_backend_pid()"
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        while on_server(place, running) != [(0,)]:  # noqa: ASYNC110 - a server tells nobody
            await asyncio.sleep(0.05)


async def session_of(connection: AsyncConnection, place: str) -> int:
    number = "SELECT connection_id()" if is_mysql(place) else "SELECT pg_backend_pid()"
    return int((await connection.exec_driver_sql(number)).scalar_one())


def cut(place: str, session: int) -> None:
    on_server(place, f"KILL {session}" if is_mysql(place) else f"SELECT pg_terminate_backend({session})")


async def test_numbers_beyond_32_bits_are_stored_and_told(database: Database, place: str) -> None:
    row = {**ROW, "id": BIG, "mj_id": "big", "quota": BIG, "submit_time": 1_795_375_098_000}
    await database.write(storing(**row))

    async with client_of(database) as client:
        told = (await data(client, LISTING, "alice"))["myTasks"]["items"][0]
        rest = (await client.get("/api/mj/self", headers=headers("alice"))).json()["data"]["items"][0]
    assert (told["quota"], told["submitTime"]) == (BIG, 1_795_375_098_000)
    assert (rest["id"], rest["quota"]) == (BIG, BIG)


@pytest.mark.parametrize("wanted", ["CaSe", "case", "CASE"])
async def test_an_id_is_found_as_it_is_written_and_no_other(
    database: Database, place: str, wanted: str
) -> None:
    on_server(place, *(insert(**ROW, mj_id=mj_id) for mj_id in ("CaSe", "case", "CASE", "case ")))

    async with client_of(database) as client:
        query = f'{{ myTasks(mjId: "{wanted}") {{ total items {{ mjId }} }} }}'
        page = (await data(client, query, "alice"))["myTasks"]
    assert page == {"total": 1, "items": [{"mjId": wanted}]}


async def test_a_statement_that_takes_too_long_is_ended_by_the_server(database: Database, place: str) -> None:
    with pytest.raises(Unavailable):
        async with asyncio.timeout(DEADLINE_SECONDS):
            await fetch(database, sleeping(place, 600))
    await until_nothing_runs(place)


async def test_a_write_that_waits_for_a_table_is_ended_by_the_server(database: Database, place: str) -> None:
    with holding(place, "midjourneys"):
        with pytest.raises(Unavailable):
            await database.write(storing(**ROW, mj_id="late"))
        await until_nothing_runs(place, "late")


async def test_a_read_whose_time_is_over_is_ended_on_the_server_too(database: Database, place: str) -> None:
    with reads_end_after(0.2), pytest.raises((Unavailable, TimeoutError)):
        await fetch(database, sleeping(place, 600))
    await until_nothing_runs(place)
    assert await fetch(database, "SELECT 1") == [(1,)]


async def test_a_connection_that_is_cut_in_a_transaction_leaves_nothing_of_it(
    database: Database, place: str
) -> None:
    async def work(connection: AsyncConnection) -> None:
        await storing(**ROW, mj_id="torn")(connection)
        await asyncio.to_thread(cut, place, await session_of(connection, place))
        await storing(**ROW, mj_id="torn too")(connection)

    with pytest.raises(Unavailable):
        await database.write(work)
    await database.write(storing(**ROW, mj_id="whole"))

    found = on_server(place, "SELECT mj_id FROM midjourneys WHERE mj_id IN ('torn', 'torn too', 'whole')")
    assert found == [("whole",)]


async def test_no_more_connections_read_than_are_set_and_who_comes_later_waits(place: str) -> None:
    database = await open_database(place, create=False, options=Options(pool=2))
    async with database.read(), database.read() as second:
        third = asyncio.create_task(fetch(database, "SELECT 1"))
        await second.exec_driver_sql(sleeping(place, 1))
        assert not third.done()
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert await third == [(1,)]
    await database.close()


async def test_connections_that_were_cut_while_idle_fail_no_read(database: Database, place: str) -> None:
    async with database.read() as connection:
        session = await session_of(connection, place)
    await asyncio.to_thread(cut, place, session)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            try:
                assert await fetch(database, "SELECT 1") == [(1,)]
                break
            except Unavailable:  # the news that it was cut had not come yet
                continue


@pytest.mark.parametrize("path", ["/graphql", "/api/mj/self"])
async def test_who_goes_away_leaves_no_statement_running(place: str, path: str) -> None:
    settings, readiness = load(port=0, poll="false"), Readiness()
    database = await open_database(place, create=False)
    async with (
        gateway_on(database, settings, readiness) as listener,
        listening(listener, readiness),
        httpx.AsyncClient(base_url=listener.address, headers=headers("alice")) as client,
    ):
        body = {"json": {"query": LISTING}} if path == "/graphql" else {}
        ask = "POST" if body else "GET"
        assert (await client.request(ask, path, **body)).status_code == 200  # type: ignore[arg-type]
        with holding(place, "midjourneys"):
            with pytest.raises(httpx.ReadTimeout):
                await client.request(ask, path, timeout=0.5, **body)  # type: ignore[arg-type]
            await until_nothing_runs(place, "midjourneys.id")
    await database.close()


@pytest.mark.parametrize("server", [PostgreSQL, MariaDB])
async def test_a_server_that_restarts_is_found_again(server: type[PostgreSQL] | type[MariaDB]) -> None:
    running = server()
    running.start()
    try:
        on_server(running.url(), "CREATE DATABASE own")
        database = await open_database(running.url("own"))
        running.process.stop()
        with pytest.raises(Unavailable):
            await fetch(database, "SELECT 1")
        running.process.start()
        assert await fetch(database, "SELECT count(*) FROM midjourneys") == [(0,)]
        await database.write(storing(**ROW, mj_id="after"))
        await database.close()
    finally:
        running.stop()
