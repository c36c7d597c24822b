import asyncio
import gc
import random
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from gql.errors import Unavailable
from gql.storage.database import Database
from gql.storage.engines.sqlite import READERS
from tests.storage.statements import adding, fetch, outside

PAUSES = cycle(step * 0.00002 for step in range(100))
SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n"
)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM users", "CREATE TABLE other (id)", "UPDATE users SET quota = 1"]
)
async def test_a_reader_can_not_write(newapi_database: Database, statement: str) -> None:
    with pytest.raises(Unavailable):
        await fetch(newapi_database, statement)

    assert await fetch(newapi_database, "SELECT count(*) FROM users") == [(9,)]


async def test_text_that_is_no_utf8_reads_with_replacement_characters(own_database: Database) -> None:
    rows = await fetch(own_database, "SELECT CAST(x'41ff42' AS TEXT), CAST(x'eda080' AS TEXT), '正常'")

    assert rows == [("A�B", "���", "正常")]


async def test_more_reads_than_readers_wait_for_their_turn(newapi_database: Database) -> None:
    reads = (fetch(newapi_database, "SELECT count(*) FROM midjourneys") for _ in range(READERS * 10))

    assert await asyncio.gather(*reads) == [[(300,)]] * (READERS * 10)


async def test_cancelled_reads_lose_no_reader(newapi_database: Database) -> None:
    rng = random.Random(3)  # noqa: S311 - no secret
    cancelled = 0
    for _ in range(60):
        reads = [asyncio.create_task(fetch(newapi_database, SLOW)) for _ in range(3)]
        await asyncio.wait(set(reads), timeout=rng.uniform(0, 0.004))
        for read in reads:
            read.cancel()
        await asyncio.wait(set(reads))
        cancelled += sum(read.cancelled() for read in reads)

    assert cancelled >= 90
    async with asyncio.timeout(10):
        await asyncio.gather(*(fetch(newapi_database, SLOW) for _ in range(READERS)))


@pytest.fixture
def uncollected() -> Iterator[None]:
    """No garbage collection, as in a server that has little garbage."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
async def test_cancelled_reads_keep_neither_locks_nor_files(
    newapi_database: Database, newapi_file: Path
) -> None:
    statements = [f"SELECT id, {number} FROM midjourneys" for number in range(300)]
    for statement in statements:
        read = asyncio.create_task(fetch(newapi_database, statement))
        await asyncio.wait({read}, timeout=next(PAUSES))
        read.cancel()
        await asyncio.wait({read})

    outside(newapi_file, "PRAGMA busy_timeout = 2000", "UPDATE users SET quota = 1")
    files = [file.resolve() for file in Path("/proc/self/fd").iterdir()]
    assert files.count(newapi_file) <= READERS


async def test_what_lies_in_our_own_statements_is_not_told_as_unavailable(own_database: Database) -> None:
    await own_database.write(adding("twice"))

    with pytest.raises(IntegrityError):
        await own_database.write(adding("twice"))


async def test_a_table_that_vanished_is_told_as_unavailable(own_database: Database) -> None:
    with pytest.raises(Unavailable):
        await fetch(own_database, "SELECT * FROM nowhere")


async def test_the_readers_never_checkpoint(own_database: Database) -> None:
    async with own_database.read() as connection:
        assert (await connection.execute(text("PRAGMA wal_autocheckpoint"))).scalar_one() == 0
