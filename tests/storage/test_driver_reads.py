"""Reads of PostgreSQL by its driver alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import make_url, select
from sqlmodel import col

from gql.errors import Unavailable
from gql.identity.model import UserTable
from gql.storage.database import open_database
from gql.storage.deadline import reads_end_after
from gql.storage.engines.driver_reads import DriverReads
from gql.storage.engines.engine import NotQuick, Options
from gql.storage.engines.postgresql import PostgreSQL
from gql.storage.prepared import Prepared
from tests.servers.postgresql import PostgreSQL as Server
from tests.servers.sites import Sites
from tests.servers.statements import on_server
from tests.storage.statements import fetch

DEADLINE_SECONDS = 30
CONNECTIONS = 2
NAMES = "SELECT id, username, quota, deleted_at FROM users WHERE id <= $1::BIGINT ORDER BY id"
SLEEP = "SELECT pg_sleep(20), 'canary'"
OURS = "FROM pg_stat_activity WHERE application_name = 'mj-gateway' AND datname = current_database()"
RUNNING = f"SELECT query {OURS} AND state = 'active'"


@pytest.fixture
def place(sites: Sites) -> Iterator[str]:
    with sites.filled("postgresql-attached") as place:
        yield str(place)


@pytest.fixture
async def reads(place: str) -> AsyncIterator[DriverReads]:
    engine = PostgreSQL(make_url(place), Options(pool=CONNECTIONS, statement_seconds=1))
    pool = engine.reading()
    reads = DriverReads(pool, CONNECTIONS, DEADLINE_SECONDS)
    yield reads
    await reads.close()
    await pool.dispose()


async def read(reads: DriverReads, sql: str, *values: object) -> list[tuple[object, ...]]:
    async with asyncio.timeout(DEADLINE_SECONDS):
        return [tuple(row) for row in await reads.rows(sql, values, quick=True)]


async def test_rows_are_what_the_driver_gives(reads: DriverReads, place: str) -> None:
    assert await read(reads, NAMES, 3) == on_server(place, NAMES.replace("$1", "3"))


async def test_more_reads_than_connections_wait_for_their_turn(reads: DriverReads, place: str) -> None:
    found = await asyncio.gather(*(read(reads, NAMES, 1) for _ in range(CONNECTIONS * 20)))
    assert found == [await read(reads, NAMES, 1)] * len(found)
    assert on_server(place, f"SELECT count(*) {OURS}") == [(CONNECTIONS,)]


@pytest.mark.parametrize("statement", ["DELETE FROM users", "SELECT no FROM users", "SELECT 1 / 0"])
async def test_a_statement_that_fails_is_left_to_sqlalchemy(reads: DriverReads, statement: str) -> None:
    with pytest.raises(NotQuick):
        await read(reads, statement)
    assert len(await read(reads, NAMES, 3)) == 3


async def test_a_value_that_does_not_fit_is_left_to_sqlalchemy(reads: DriverReads) -> None:
    with pytest.raises(NotQuick):
        await read(reads, NAMES, 2**63)
    assert len(await read(reads, NAMES, 3)) == 3


async def test_a_read_that_takes_too_long_is_ended_by_the_server(reads: DriverReads) -> None:
    with pytest.raises(Unavailable):
        await read(reads, SLEEP)
    assert len(await read(reads, NAMES, 3)) == 3


async def test_a_read_that_is_given_up_at_the_deadline_leaves_nothing_running(
    reads: DriverReads, place: str
) -> None:
    with reads_end_after(0.2), pytest.raises(Unavailable):
        await read(reads, SLEEP)
    assert on_server(place, RUNNING) == []
    assert len(await read(reads, NAMES, 3)) == 3


async def test_connections_that_are_cut_are_replaced(reads: DriverReads, place: str) -> None:
    await asyncio.gather(*(read(reads, NAMES, 1) for _ in range(CONNECTIONS)))
    on_server(place, f"SELECT pg_terminate_backend(pid) {OURS}")
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            try:
                assert len(await read(reads, NAMES, 3)) == 3
                break
            except NotQuick:  # the news that it was cut had not come yet
                continue


async def test_who_is_cancelled_while_waiting_takes_no_connection_away(reads: DriverReads) -> None:
    waiting = [asyncio.create_task(read(reads, "SELECT pg_sleep(0.1)")) for _ in range(CONNECTIONS * 3)]
    await asyncio.sleep(0)
    for task in waiting[::2]:
        task.cancel()
    await asyncio.wait(waiting)
    assert [task.cancelled() for task in waiting] == [True, False] * (len(waiting) // 2)
    assert all(await asyncio.gather(*(read(reads, NAMES, 3) for _ in range(CONNECTIONS * 3))))


async def test_sqlalchemy_gets_a_connection_while_reads_take_turns(place: str) -> None:
    database = await open_database(place, create=False, options=Options(pool=1))
    names = Prepared(select(col(UserTable.id)))

    async def reading() -> None:
        while True:
            await database.rows(names, {})

    busy = [asyncio.create_task(reading()) for _ in range(5)]
    async with asyncio.timeout(DEADLINE_SECONDS):
        await database.rows(names, {})
        for _ in range(20):
            assert await fetch(database, "SELECT 1") == [(1,)]
    for task in busy:
        task.cancel()
    await asyncio.wait(busy)
    assert on_server(place, f"SELECT count(*) {OURS}") <= [(1,)]
    await database.close()
    assert on_server(place, f"SELECT count(*) {OURS}") == [(0,)]


async def test_a_server_that_is_away_is_told_as_such() -> None:
    away = Server()
    reads = DriverReads(PostgreSQL(make_url(away.url()), Options()).reading(), CONNECTIONS, DEADLINE_SECONDS)
    with pytest.raises(Unavailable):
        await read(reads, NAMES, 1)
