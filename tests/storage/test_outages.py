import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gql.errors import Unavailable
from gql.storage.database import Database, open_database
from gql.storage.engines import sqlite
from tests.storage.statements import adding, fetch, outside

COUNT = "SELECT count(*) FROM users"


async def test_a_file_that_was_moved_away_is_told_and_found_again(
    newapi_database: Database, newapi_file: Path
) -> None:
    assert await fetch(newapi_database, COUNT) == [(9,)]
    away = newapi_file.rename(newapi_file.with_name("away.db"))

    with pytest.raises(Unavailable):
        await fetch(newapi_database, COUNT)
    assert not newapi_file.exists()

    away.rename(newapi_file)
    assert await fetch(newapi_database, COUNT) == [(9,)]


async def test_all_readers_turn_to_the_file_that_replaced_new_apis(
    newapi_database: Database, newapi_file: Path
) -> None:
    other = Path(shutil.copy(newapi_file, newapi_file.with_name("other.db")))
    outside(other, "DELETE FROM users WHERE id > 4")
    await asyncio.gather(*(fetch(newapi_database, COUNT) for _ in range(sqlite.READERS)))
    async with newapi_database.read() as before:
        other.replace(newapi_file)

        assert await asyncio.gather(*(fetch(newapi_database, COUNT) for _ in range(20))) == [[(4,)]] * 20
        assert (await before.exec_driver_sql(COUNT)).scalar_one() == 9

    assert await asyncio.gather(*(fetch(newapi_database, COUNT) for _ in range(20))) == [[(4,)]] * 20


async def test_our_own_file_is_not_followed_to_another_as_its_log_would_be_applied_there(
    own_database: Database, own_file: Path
) -> None:
    await own_database.write(adding("mine"))
    away = own_file.with_name("away.db")
    outside(own_file, f"VACUUM INTO '{away.with_name('copy.db')}'")
    own_file.rename(away)
    away.with_name("copy.db").rename(own_file)
    copy = own_file.read_bytes()

    with pytest.raises(Unavailable):
        await fetch(own_database, COUNT)
    with pytest.raises(Unavailable):
        await own_database.write(adding("lost"))
    assert own_file.read_bytes() == copy

    away.replace(own_file)
    await own_database.write(adding("found"))
    assert await fetch(own_database, "SELECT username FROM users ORDER BY id") == [("mine",), ("found",)]


async def test_our_own_file_that_was_moved_away_is_not_made_anew(
    own_database: Database, own_file: Path
) -> None:
    away = own_file.rename(own_file.with_name("away.db"))

    with pytest.raises(Unavailable):
        await own_database.write(adding("lost"))

    assert not own_file.exists()
    away.rename(own_file)
    await own_database.write(adding("found"))


@pytest.fixture
def quick_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_SECONDS", 0.3)


@pytest.fixture
async def impatient_database(newapi_file: Path, quick_timeout: None) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite+aiosqlite:///{newapi_file}")
    yield database
    await database.close()


@pytest.fixture
def locking(newapi_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(newapi_file, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


async def test_a_lock_that_lasts_is_told_after_the_busy_timeout(
    impatient_database: Database, locking: sqlite3.Connection
) -> None:
    locking.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()

    with pytest.raises(Unavailable):
        await fetch(impatient_database, COUNT)

    assert 0.25 < time.monotonic() - started < 5
    locking.execute("ROLLBACK")
    assert await fetch(impatient_database, COUNT) == [(9,)]


async def test_a_lock_that_ends_in_time_is_waited_for(
    newapi_database: Database, locking: sqlite3.Connection
) -> None:
    locking.execute("BEGIN EXCLUSIVE")
    locking.execute("DELETE FROM users WHERE id = 9")
    read = asyncio.create_task(fetch(newapi_database, COUNT))
    await asyncio.wait({read}, timeout=0.1)
    assert not read.done()

    locking.execute("COMMIT")

    assert await read == [(8,)]


async def test_the_writer_of_another_process_is_told_as_unavailable_when_it_holds_the_lock_for_long(
    own_file: Path, quick_timeout: None
) -> None:
    database = await open_database(f"sqlite+aiosqlite:///{own_file}")
    with closing(sqlite3.connect(own_file, isolation_level=None)) as locking:
        locking.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await database.write(adding("late"))
        assert await fetch(database, COUNT) == [(0,)]
    await database.write(adding("now"))
    await database.close()


async def test_a_file_that_was_torn_is_told_as_unavailable(
    newapi_database: Database, newapi_file: Path
) -> None:
    torn = newapi_file.with_name("torn.db")
    torn.write_bytes(newapi_file.read_bytes()[:8192] + b"\xff" * 65536)
    torn.replace(newapi_file)

    with pytest.raises(Unavailable):
        await fetch(newapi_database, "SELECT * FROM users ORDER BY username")
