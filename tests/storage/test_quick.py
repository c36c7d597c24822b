"""Reads of a database file without SQLAlchemy."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from gql.storage.deadline import reads_end_after
from gql.storage.engines.engine import NotQuick
from gql.storage.engines.file import File
from gql.storage.engines.quick import Quick
from tests.storage.statements import ENDLESS

DEADLINE_SECONDS = 10
THREADS = 2
NAMES = "SELECT username FROM users WHERE id <= ? ORDER BY id"


@pytest.fixture
async def quick(newapi_file: Path) -> AsyncIterator[Quick]:
    quick = Quick(File(make_url(f"sqlite+aiosqlite:///{newapi_file}")), THREADS)
    yield quick
    await quick.close()


async def test_the_same_is_read_within_the_event_loop_and_beside_it(quick: Quick) -> None:
    rows = await quick.rows(NAMES, [3], quick=True)
    assert len(rows) == 3
    assert await quick.rows(NAMES, [3], quick=False) == rows


async def test_more_reads_than_threads_wait_for_their_turn(quick: Quick) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        found = await asyncio.gather(*(quick.rows(NAMES, [1], quick=False) for _ in range(THREADS * 20)))
    assert found == [await quick.rows(NAMES, [1], quick=True)] * len(found)


async def test_nobody_waits_longer_than_10_ms_for_a_read_within_the_event_loop(quick: Quick) -> None:
    begun = time.monotonic()
    with pytest.raises(NotQuick):
        await quick.rows(ENDLESS, [], quick=True)
    assert 0.01 < time.monotonic() - begun < DEADLINE_SECONDS
    assert await quick.rows(NAMES, [1], quick=True)


async def test_a_read_beside_the_event_loop_ends_at_the_deadline(quick: Quick) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        with reads_end_after(0.05), pytest.raises(NotQuick):
            await quick.rows(ENDLESS, [], quick=False)
        assert await quick.rows(NAMES, [1], quick=False)


async def test_what_is_still_being_read_is_given_up_at_the_end(quick: Quick) -> None:
    reads = [asyncio.create_task(quick.rows(ENDLESS, [], quick=False)) for _ in range(THREADS * 2)]
    async with asyncio.timeout(DEADLINE_SECONDS):
        await asyncio.sleep(0)
        await quick.close()
        await asyncio.wait(reads)
    assert all(read.cancelled() or isinstance(read.exception(), NotQuick) for read in reads)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM users", "CREATE TABLE other (id)", "SELECT no FROM users"]
)
async def test_what_is_no_read_is_left_to_the_pool(quick: Quick, statement: str) -> None:
    with pytest.raises(NotQuick):
        await quick.rows(statement, [], quick=True)
    with pytest.raises(NotQuick):
        await quick.rows(statement, [], quick=False)
    assert len(await quick.rows(NAMES, [3], quick=True)) == 3


async def test_a_lock_is_not_waited_for(quick: Quick, newapi_file: Path) -> None:
    with closing(sqlite3.connect(newapi_file, isolation_level=None)) as locking:
        locking.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotQuick):
            await quick.rows(NAMES, [1], quick=True)
        with pytest.raises(NotQuick):
            await quick.rows(NAMES, [1], quick=False)


async def test_another_file_in_its_place_is_read_a_moment_later(quick: Quick, newapi_file: Path) -> None:
    assert await quick.rows("SELECT count(*) FROM users", [], quick=True) == [(9,)]
    counter = quick.change_counter()
    other = newapi_file.with_name("other.db")
    with closing(sqlite3.connect(newapi_file)) as here, closing(sqlite3.connect(other)) as there:
        here.backup(there)
        there.execute("DELETE FROM users WHERE id = 9")
        there.commit()
    other.replace(newapi_file)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await quick.rows("SELECT count(*) FROM users", [], quick=False) != [(8,)]:
            pass
    assert await quick.rows("SELECT count(*) FROM users", [], quick=True) == [(8,)]
    assert quick.change_counter() != counter
