import asyncio
import gc
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import ConfigurationError
from gql.storage.catalog import VERSION_TABLE, Catalog, Kind
from gql.storage.database import open_database
from gql.storage.engines import sqlite
from gql.storage.facts import about, check_answers, journal_mode, revision
from tests.storage.statements import adding, executing, fetch, outside

NOBODY = 65534


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def refusal(address: str, *, create: bool = True) -> str:
    """The one sentence that an address is refused with."""
    with pytest.raises(ConfigurationError) as refused:
        await open_database(address, create=create)
    return str(refused.value)


@pytest.mark.parametrize("empty", [False, True], ids=["no file", "an empty file"])
async def test_a_blank_file_becomes_a_standalone_database(own_file: Path, empty: bool) -> None:
    if empty:
        own_file.touch()
    database = await open_database(url(own_file))

    assert database.kind is Kind.STANDALONE
    assert await journal_mode(database) == "wal"
    assert await revision(database) == "0002"
    await check_answers(database)
    assert await about(database, "midjourneys") == 0
    await database.close()


async def test_a_second_start_changes_nothing(own_file: Path) -> None:
    database = await open_database(url(own_file))
    await database.write(adding("kept"))
    await database.close()
    before = own_file.read_bytes()

    again = await open_database(url(own_file), create=False)
    assert await fetch(again, "SELECT username FROM users") == [("kept",)]
    await again.close()

    assert own_file.read_bytes() == before
    assert list(own_file.parent.iterdir()) == [own_file]


async def test_commits_are_on_the_disk_before_they_are_told(own_file: Path) -> None:
    database = await open_database(url(own_file))

    assert await database.write(synchronous) == 2
    await database.close()


async def synchronous(connection: AsyncConnection) -> int:
    return int((await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one())


async def test_a_new_apis_database_is_attached(newapi_file: Path) -> None:
    database = await open_database(url(newapi_file))

    assert database.kind is Kind.ATTACHED
    assert await revision(database) == ""
    assert await journal_mode(database) == "delete"
    assert await about(database, "midjourneys") == 300
    await check_answers(database)
    await database.close()


@pytest.mark.parametrize("name", ["with blank.db", "百分 100%?x#y.db", "a'b\"c;.db", "-rf.db"])
async def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    database = await open_database(url(path).replace("%", "%25").replace("?", "%3F"))
    await database.write(adding("somebody"))
    await database.close()

    assert len(list(tmp_path.iterdir())) == 1


async def test_a_missing_file_is_made_only_where_that_is_wanted(own_file: Path) -> None:
    assert await refusal(url(own_file), create=False) == f"There is no database file: {own_file}"
    assert not own_file.exists()


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (["CREATE TABLE notes (id)"], "neither new-api's nor the gateway's own"),
        (["CREATE TABLE midjourneys (id)"], "neither new-api's nor the gateway's own"),
        (["CREATE TABLE users (id)"], "neither new-api's nor the gateway's own"),
    ],
)
async def test_the_database_of_another_program_is_refused_and_left_alone(
    own_file: Path, statements: list[str], sentence: str
) -> None:
    outside(own_file, *statements)
    before = own_file.read_bytes()

    assert sentence in await refusal(url(own_file))
    assert own_file.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_and_left_alone(own_file: Path) -> None:
    own_file.write_text("These are my notes, and no database at all." * 40)

    assert (
        await refusal(url(own_file)) == f"The database can't be opened: {own_file} (file is not a database)"
    )
    assert own_file.read_text().startswith("These are my notes")


async def test_a_directory_is_no_database(tmp_path: Path) -> None:
    assert "unable to open database file" in await refusal(url(tmp_path))


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    sentence = await refusal(url(tmp_path / "nowhere" / "x.db"))

    assert sentence == f"The folder of the database file does not exist: {tmp_path / 'nowhere'}"


async def test_a_folder_that_can_not_be_written_is_named() -> None:
    assert "The database can't be made: /proc/mj-gateway.db (" in await refusal(
        url(Path("/proc/mj-gateway.db"))
    )


async def test_a_name_that_no_file_can_have_is_named(tmp_path: Path) -> None:
    assert "File name too long" in await refusal(url(tmp_path / ("x" * 300)))


@contextmanager
def nobody() -> Iterator[None]:
    """Run the block as a user without rights, where the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("locked", ["folder", "file"])
async def test_what_this_user_may_not_read_is_named(locked: str) -> None:
    with TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "x.db"
        outside(file, "CREATE TABLE users (id)")
        folder.chmod(0 if locked == "folder" else 0o755)
        file.chmod(0)
        with nobody():
            sentence = await refusal(url(file))
        folder.chmod(0o755)

    assert sentence.startswith(f"The database can't be opened: {file} (")


@pytest.mark.parametrize("address", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
async def test_a_database_in_memory_is_refused(address: str) -> None:
    assert "a database in memory has no readers" in await refusal(address)


async def test_an_engine_that_is_not_served_is_named_beside_those_that_are() -> None:
    told = await refusal("oracle+oracledb://u:secret@host/db")

    assert told == "oracle databases are not served; sqlite, postgresql, mysql are"


async def test_a_database_that_a_newer_version_made_is_refused(own_file: Path) -> None:
    database = await open_database(url(own_file))
    await database.write(executing(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    await database.close()

    assert await refusal(url(own_file)) == "The database was made by a newer version of mj-gateway"


async def test_a_start_that_fails_leaves_no_thread_and_no_connection_behind(
    own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_SECONDS", 0)
    await (await open_database(url(own_file))).close()
    threads = threading.active_count()
    locking = sqlite3.connect(own_file, isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")

    assert "(database is locked)" in await refusal(url(own_file))

    locking.close()
    gc.collect()
    async with asyncio.timeout(5):
        while threading.active_count() > threads:
            await asyncio.to_thread(gc.collect)


def test_a_catalog_tells_whose_the_tables_are() -> None:
    none: frozenset[str] = frozenset()

    assert Catalog().kind is Kind.BLANK
    assert Catalog({"midjourneys": none, "users": none, "options": none}).kind is Kind.ATTACHED
    assert Catalog({"midjourneys": none, "users": none, VERSION_TABLE: none}).kind is Kind.STANDALONE
    assert Catalog({"midjourneys": none}).kind is Kind.FOREIGN


def test_the_version_of_sqlite_is_told() -> None:
    assert sqlite.version() == sqlite3.sqlite_version
