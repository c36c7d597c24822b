import asyncio
import gc
import random
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import ConfigurationError, Unavailable
from gql.storage.database import Database, open_database
from tests.storage.statements import adding, executing, fetch, outside

CANCELS = 150
BIG = "INSERT INTO users (username, display_name) VALUES ('big', hex(zeroblob(500000)))"


async def marks(database: Database, number: int) -> int:
    """How many of a write's two rows are there."""
    statement = f"SELECT count(*) FROM users WHERE username IN ('{number} first', '{number} second')"
    return int((await fetch(database, statement))[0][0])


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_cancelled_write_is_whole_and_has_ended_when_its_caller_hears_of_it(
    own_database: Database, own_file: Path, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    seen: dict[int, int] = {}
    cancelled = 0
    for number in range(CANCELS):
        write = asyncio.create_task(own_database.write(adding(f"{number} first", f"{number} second")))
        waiting = asyncio.create_task(own_database.write(adding(f"{number} waiting")))
        await asyncio.wait({write}, timeout=rng.uniform(0, 0.004))
        write.cancel()
        await asyncio.wait({write})
        cancelled += write.cancelled()
        seen[number] = await marks(own_database, number)
        await waiting

    assert cancelled >= CANCELS / 4
    assert set(seen.values()) == {2}
    assert {number: await marks(own_database, number) for number in seen} == seen
    assert (await fetch(own_database, "SELECT count(*) FROM users WHERE username LIKE '%waiting'")) == [
        (CANCELS,)
    ]
    outside(own_file, "PRAGMA busy_timeout=0", "BEGIN IMMEDIATE", "ROLLBACK")


async def test_a_write_that_is_cancelled_again_and_again_still_ends_first(own_database: Database) -> None:
    ended = asyncio.Event()
    hold = asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        await hold.wait()
        await adding("patient")(connection)
        ended.set()

    write = asyncio.create_task(own_database.write(work))
    for _ in range(3):
        await asyncio.wait({write}, timeout=0.01)
        write.cancel()
        await asyncio.wait({write}, timeout=0.01)
        assert not write.done()
    hold.set()

    with pytest.raises(asyncio.CancelledError):
        await write
    assert ended.is_set()
    assert await fetch(own_database, "SELECT username FROM users") == [("patient",)]


async def test_the_error_of_a_cancelled_write_is_not_logged_as_one_that_nobody_fetched(
    own_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    hold = asyncio.Event()

    async def work(_: AsyncConnection) -> None:
        await hold.wait()
        raise LookupError

    write = asyncio.create_task(own_database.write(work))
    await asyncio.wait({write}, timeout=0.05)
    write.cancel()
    await asyncio.wait({write}, timeout=0.01)
    hold.set()

    with pytest.raises(asyncio.CancelledError):
        await write
    del write
    await asyncio.to_thread(gc.collect)  # which also lets the loop forget its last step
    assert caplog.messages == []


async def test_work_that_cancels_itself_is_rolled_back(own_database: Database) -> None:
    async def work(connection: AsyncConnection) -> None:
        await adding("undone")(connection)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await own_database.write(work)

    await own_database.write(adding("next"))
    assert await fetch(own_database, "SELECT username FROM users") == [("next",)]


async def test_a_write_gives_its_result_back(own_database: Database) -> None:
    async def work(connection: AsyncConnection) -> int:
        return int((await connection.exec_driver_sql("SELECT 6 * 7")).scalar_one())

    assert await own_database.write(work) == 42


async def test_work_that_raises_writes_nothing_and_its_own_error_arrives(own_database: Database) -> None:
    async def work(connection: AsyncConnection) -> None:
        await adding("undone")(connection)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await own_database.write(work)

    assert await fetch(own_database, "SELECT count(*) FROM users") == [(0,)]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes: SQLite hears of it when it commits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_commit_that_fails_is_told_as_unavailable_and_wrote_nothing(
    own_database: Database, own_file: Path
) -> None:
    reached_the_commit = asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        await executing(BIG)(connection)
        reached_the_commit.set()

    log = own_file.with_name(f"{own_file.name}-wal")
    with full_disk((log.stat().st_size if log.exists() else 0) + 100_000), pytest.raises(Unavailable):
        await own_database.write(work)

    assert reached_the_commit.is_set()
    await own_database.write(adding("after"))
    assert await fetch(own_database, "SELECT username FROM users") == [("after",)]


async def test_a_statement_that_finds_no_room_is_told_as_unavailable_and_undoes_the_others(
    own_database: Database,
) -> None:
    [(pages,)] = await fetch(own_database, "PRAGMA page_count")
    await own_database.write(executing(f"PRAGMA max_page_count={pages + 20}"))

    with pytest.raises(Unavailable):
        await own_database.write(
            executing("INSERT INTO users (username) VALUES ('small')", BIG),
        )

    await own_database.write(adding("after"))
    assert await fetch(own_database, "SELECT username FROM users") == [("after",)]


async def test_readers_see_what_is_committed_while_a_writer_is_at_work(own_database: Database) -> None:
    written, seen = asyncio.Event(), asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        await adding("new")(connection)
        written.set()
        await seen.wait()

    write = asyncio.create_task(own_database.write(work))
    await written.wait()
    assert await fetch(own_database, "SELECT count(*) FROM users") == [(0,)]
    seen.set()
    await write
    assert await fetch(own_database, "SELECT count(*) FROM users") == [(1,)]


async def test_two_processes_start_and_write_at_once_and_lose_nothing(own_file: Path) -> None:
    count = 40
    command = (sys.executable, "-m", "tests.storage.writer", str(own_file), str(count))
    processes = [
        await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE) for _ in range(2)
    ]
    async with asyncio.timeout(30):
        ends = [await process.communicate() for process in processes]

    assert [(process.returncode, err) for process, (_, err) in zip(processes, ends, strict=True)] == [
        (0, b"")
    ] * 2
    assert outside(own_file, "SELECT quota FROM users") == [(2 * count,)]


async def test_closing_waits_for_the_writes_that_have_begun_and_those_that_wait(own_file: Path) -> None:
    database = await open_database(f"sqlite+aiosqlite:///{own_file}")
    begun, hold = asyncio.Event(), asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        begun.set()
        await hold.wait()
        await adding("late")(connection)

    writes = [asyncio.create_task(database.write(work)), asyncio.create_task(database.write(adding("later")))]
    await begun.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.wait({closing}, timeout=0.05)
    assert not closing.done()
    hold.set()
    await asyncio.gather(closing, *writes)

    assert outside(own_file, "SELECT username FROM users ORDER BY id") == [("late",), ("later",)]
    assert [path.name for path in own_file.parent.iterdir()] == [own_file.name]


async def test_an_attached_database_refuses_to_be_written(newapi_database: Database) -> None:
    with pytest.raises(ConfigurationError, match="belongs to new-api"):
        await newapi_database.write(adding("intruder"))
