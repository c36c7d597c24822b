"""A database of new-api's that was opened to be written: its rows may change, and nothing else."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import Unavailable
from gql.storage.catalog import Kind
from gql.storage.database import Database, open_database
from gql.storage.facts import journal_mode
from tests.storage.statements import adding, executing, fetch, outside

MARK = "UPDATE users SET remark = 'marked' WHERE id = 3"
MARKED = "SELECT count(*) FROM users WHERE remark = 'marked'"
SCHEMA = "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2"


async def opened(path: Path) -> Database:
    return await open_database(f"sqlite+aiosqlite:///{path}", create=False, write_attached=True)


@pytest.fixture
async def writable(newapi_file: Path) -> AsyncIterator[Database]:
    database = await opened(newapi_file)
    yield database
    await database.close()


@pytest.mark.parametrize("mode", ["delete", "wal", "truncate"])
async def test_rows_are_written_and_neither_the_journal_mode_nor_the_schema_changes(
    newapi_file: Path, mode: str
) -> None:
    outside(newapi_file, f"PRAGMA journal_mode = {mode}")
    schema, kept = outside(newapi_file, SCHEMA), outside(newapi_file, "PRAGMA journal_mode")

    database = await opened(newapi_file)
    await database.write(executing(MARK))
    assert database.kind is Kind.ATTACHED
    assert await fetch(database, MARKED) == outside(newapi_file, MARKED) == [(1,)]
    assert await journal_mode(database) == ("wal" if mode == "wal" else "delete")
    await database.close()

    assert outside(newapi_file, SCHEMA) == schema
    assert outside(newapi_file, "PRAGMA journal_mode") == kept
    assert list(newapi_file.parent.iterdir()) == [newapi_file]


async def test_an_opened_database_that_is_not_written_stays_the_same_byte_for_byte(newapi_file: Path) -> None:
    before = newapi_file.read_bytes()
    database = await opened(newapi_file)
    await fetch(database, MARKED)
    await database.close()

    assert newapi_file.read_bytes() == before


async def test_commits_are_on_the_disk_before_they_are_told_and_new_api_alone_checkpoints(
    writable: Database,
) -> None:
    async def pragmas(connection: AsyncConnection) -> list[int]:
        names = ("synchronous", "wal_autocheckpoint", "busy_timeout")
        return [int((await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()) for name in names]

    assert await writable.write(pragmas) == [2, 0, 5000]


async def test_a_write_holds_the_lock_from_its_beginning(newapi_file: Path, writable: Database) -> None:
    async def work(_: AsyncConnection) -> str:
        with closing(sqlite3.connect(newapi_file, isolation_level=None, timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return str(error)
        return "free"

    assert await writable.write(work) == "database is locked"


async def test_a_file_that_replaces_the_one_we_write_is_not_followed(
    newapi_file: Path, writable: Database
) -> None:
    await writable.write(executing(MARK))
    other = newapi_file.with_name("restored.db")
    outside(newapi_file, f"VACUUM INTO '{other}'")
    other.replace(newapi_file)

    with pytest.raises(Unavailable):
        await writable.write(adding("nobody"))
    with pytest.raises(Unavailable):
        await fetch(writable, MARKED)


async def test_our_own_database_is_opened_as_ever(own_file: Path) -> None:
    database = await open_database(f"sqlite+aiosqlite:///{own_file}", write_attached=True)

    assert database.kind is Kind.STANDALONE
    assert await journal_mode(database) == "wal"
    await database.close()
