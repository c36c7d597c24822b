import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import Unavailable
from gql.polling.lease.file import LeaseFile
from gql.polling.lease.lock import LeaseLock
from gql.polling.lease.record import LeaseRecord, LeaseStore
from gql.polling.lease.repository import LeaseRow
from gql.storage.database import Database, open_database
from gql.storage.engines import mysql
from tests.servers.sites import ENGINES, SERVERS, Sites, url_of

FIRST, SECOND = LeaseRecord("host, process 1", 1, 1), LeaseRecord("host, process 2", 2, 9)


@pytest.fixture
async def attached(newapi_file: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite+aiosqlite:///{newapi_file}", write_attached=True)
    yield database
    await database.close()


@pytest.fixture(params=["file", *(f"row {engine}" for engine in ENGINES)])
async def store(
    request: pytest.FixtureRequest, sites: Sites, attached: Database
) -> AsyncIterator[LeaseStore]:
    """Each kind of store, on the kinds of databases it is for."""
    _, _, engine = request.param.partition(" ")
    if not engine:
        yield LeaseFile(attached)
        return
    with sites.filled(f"{engine}-standalone") as place:
        database = await open_database(url_of(place))
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


def twice(lock: LeaseLock) -> Callable[[AsyncConnection], Awaitable[LeaseRecord]]:
    """Make the work that looks into the record two times in one transaction."""

    async def work(connection: AsyncConnection) -> LeaseRecord:
        assert await lock.within(connection) == await lock.within(connection)
        return await lock.within(connection)

    return work


@pytest.mark.parametrize("engine", SERVERS)
async def test_the_lock_of_a_server_is_one_session_s_until_it_is_given_back(
    sites: Sites, engine: str
) -> None:
    with sites.filled(f"{engine}-attached") as place:
        first, second = [await open_database(url_of(place), write_attached=True) for _ in range(2)]
        assert first.lock
        assert second.lock
        ours, others = LeaseLock(first, first.lock), LeaseLock(second, second.lock)
        assert await ours.read() == LeaseRecord()
        assert await ours.swap(LeaseRecord(), FIRST)
        assert not await others.swap(LeaseRecord(), SECOND)
        assert (await ours.read(), await first.write(ours.within)) == (FIRST, FIRST)
        assert (await others.read()).holder.startswith("session ")
        assert (await second.write(others.within)).holder.startswith("session ")
        assert await ours.swap(FIRST, LeaseRecord())
        assert await others.swap(LeaseRecord(), SECOND)
        assert (await second.write(twice(others)), await others.read()) == (SECOND, SECOND)
        assert (await first.write(ours.within)).holder.startswith("session ")
        await first.close()
        await second.close()


@pytest.mark.parametrize("engine", SERVERS)
async def test_who_is_stopped_between_a_commit_and_its_next_word_keeps_others_waiting_for_seconds_alone(
    sites: Sites, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mysql, "IDLE_SECONDS", 2)
    with sites.filled(f"{engine}-attached") as place:
        stopped, other = [await open_database(url_of(place), write_attached=True) for _ in range(2)]
        assert stopped.lock
        assert other.lock
        writers = stopped.engine.writing(ours=False)
        async with writers.connect() as connection:
            await stopped.lock.fenced(connection)
            await connection.commit()
            assert await other.write(other.lock.fenced) == 0
        await writers.dispose()
        await stopped.close()
        await other.close()


@pytest.mark.parametrize("engine", ENGINES)
async def test_of_two_that_begin_at_once_one_writes_the_first_record(sites: Sites, engine: str) -> None:
    with sites.filled(f"{engine}-standalone") as place:
        first, second = [await open_database(url_of(place)) for _ in range(2)]
        swapped = await asyncio.gather(
            LeaseRow(first).swap(LeaseRecord(), FIRST), LeaseRow(second).swap(LeaseRecord(), SECOND)
        )
        assert sorted(swapped) == [False, True]
        assert await LeaseRow(first).read() == (FIRST if swapped[0] else SECOND)
        await first.close()
        await second.close()
