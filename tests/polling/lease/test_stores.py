from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import Unavailable
from gql.polling.lease.file import LeaseFile
from gql.polling.lease.record import LeaseRecord, LeaseStore
from gql.polling.lease.repository import LeaseRow
from gql.storage.database import Database, open_database

FIRST, SECOND = LeaseRecord("host, process 1", 1, 1), LeaseRecord("host, process 2", 2, 9)


@pytest.fixture
async def attached(newapi_file: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite+aiosqlite:///{newapi_file}", write_attached=True)
    yield database
    await database.close()


@pytest.fixture(params=["row", "file"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, attached: Database
) -> AsyncIterator[LeaseStore]:
    """Each kind of store, on the kind of database it is for."""
    if request.param == "file":
        yield LeaseFile(attached)
    else:
        database = await open_database(f"sqlite+aiosqlite:///{tmp_path}/mj-gateway.db")
        yield LeaseRow(database)
        await database.close()


async def test_where_nothing_is_written_nobody_holds_it(store: LeaseStore) -> None:
    assert await store.read() == LeaseRecord()


async def test_what_still_stands_is_replaced_and_nothing_else(store: LeaseStore) -> None:
    assert await store.swap(LeaseRecord(), FIRST)
    assert not await store.swap(LeaseRecord(), SECOND)
    assert await store.read() == FIRST
    assert await store.swap(FIRST, SECOND)
    assert not await store.swap(FIRST, LeaseRecord("host, process 3", 3, 1))
    assert await store.read() == SECOND


async def test_a_write_transaction_reads_it_too(attached: Database) -> None:
    store = LeaseFile(attached)
    await store.swap(LeaseRecord(), FIRST)

    async def work(connection: AsyncConnection) -> LeaseRecord:
        return await store.within(connection)

    assert await attached.write(work) == FIRST


@pytest.mark.parametrize("text", ["", "{", '{"holder": 1}', "\\xff"])
async def test_a_file_that_can_not_be_read_is_as_good_as_none(attached: Database, text: str) -> None:
    store = LeaseFile(attached)
    store.path.write_text(text, "latin-1")
    assert await store.read() == LeaseRecord()
    assert await store.swap(LeaseRecord(), FIRST)


async def test_a_file_that_may_not_be_read_is_a_database_that_is_away(attached: Database) -> None:
    store = LeaseFile(attached)
    store.path.mkdir()
    with pytest.raises(Unavailable):
        await store.read()
    with pytest.raises(Unavailable):
        await store.swap(LeaseRecord(), FIRST)


async def test_the_file_is_beside_the_database_and_the_database_is_left_as_it_was(
    attached: Database, newapi_file: Path
) -> None:
    before = newapi_file.stat()
    store = LeaseFile(attached)
    await store.swap(LeaseRecord(), FIRST)
    assert store.path == newapi_file.with_name("one-api.db.mj-gateway.lease")
    after = newapi_file.stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
