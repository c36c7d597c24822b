"""`run`, in the event loop's own time; every wait has a deadline."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from gql.polling.judgement import Rules
from gql.polling.lease.record import LeaseRecord
from gql.tasks.changes.repository import UnfinishedTask
from gql.tasks.model import Task
from tests.polling.updater import Updater
from tests.polling.world import Database, a_task, said

RULES = Rules(interval_seconds=0.005)
DEADLINE_SECONDS = 10


class WatchedDatabase(Database):
    """Tells of looks, and fails in the ways that a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = asyncio.Semaphore(0)
        self.has_a_defect = False

    async def read(self) -> LeaseRecord:
        self.looked.release()
        return await super().read()

    async def unfinished(self, *, after_id: int = 0) -> Sequence[UnfinishedTask]:
        self.looked.release()
        if self.has_a_defect:
            raise ZeroDivisionError
        return await super().unfinished(after_id=after_id)

    async def by_ids(self, ids: Sequence[int]) -> Sequence[Task]:
        self.looked.release()
        if self.has_a_defect:
            raise ZeroDivisionError
        return await super().by_ids(ids)

    async def looks_(self, count: int) -> None:
        """Wait for so many more looks."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            for _ in range(count):
                await self.looked.acquire()


@asynccontextmanager
async def running(updater: Updater) -> AsyncIterator[asyncio.Task[None]]:
    """Run an updater, and stop it at the end."""
    task = asyncio.create_task(updater.poller.run())
    try:
        yield task
    finally:
        updater.poller.stop()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await task


def watched() -> tuple[Updater, WatchedDatabase]:
    database = WatchedDatabase()
    updater = Updater(RULES, database=database)
    database.add(a_task(1))
    return updater, database


async def ticks(updater: Updater, database: WatchedDatabase, count: int = 3) -> None:
    """Let time pass, so that each tick has something to look for."""
    for _ in range(count):
        updater.world.clock.pass_(0.3)
        await database.looks_(1)


async def test_a_stop_before_the_run_is_not_lost() -> None:
    updater, database = watched()
    updater.poller.stop()
    async with asyncio.timeout(DEADLINE_SECONDS):
        await updater.poller.run()
    assert database.looks == []


async def test_a_stop_calls_the_requests_off_and_gives_the_lease_back() -> None:
    updater, database = watched()
    async with running(updater):
        await ticks(updater, database, 1)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await updater.client.was_asked.wait()
        assert database.lease.holder == "this one"
    updater.poller.stop()
    assert (database.lease.holder, list(updater.poller.visiting), database.stored) == ("", [], [])


async def test_a_run_that_is_cancelled_gives_the_lease_back() -> None:
    updater, database = watched()
    task = asyncio.create_task(updater.poller.run())
    await ticks(updater, database, 1)
    task.cancel()
    await asyncio.wait([task], timeout=DEADLINE_SECONDS)
    assert (task.cancelled(), database.lease.holder) == (True, "")


async def test_a_database_that_is_away_is_logged_once_and_so_is_its_return() -> None:
    updater, database = watched()
    with structlog.testing.capture_logs() as logs:
        async with running(updater):
            await ticks(updater, database)
            database.is_away = True
            database.lease = LeaseRecord("another", 5, 5)
            updater.world.clock.pass_(10)
            await ticks(updater, database, 5)
            database.is_away = False
            database.lease = LeaseRecord("", 5, 5)
            await ticks(updater, database, 5)
    events = [entry["event"] for entry in logs]
    assert events.count("polling_waits_for_the_database") == 1
    assert events.index("polling_again") > events.index("polling_waits_for_the_database")


async def test_no_defect_ends_it_and_each_is_logged() -> None:
    updater, database = watched()
    with structlog.testing.capture_logs() as logs:
        async with running(updater) as task:
            await ticks(updater, database, 1)
            database.has_a_defect = True
            await ticks(updater, database, 5)
            assert not task.done()
            database.has_a_defect = False
            await ticks(updater, database, 3)
    assert "poll_failed" in {entry["event"] for entry in logs}


async def test_a_defect_in_a_visit_is_logged_and_the_task_is_asked_about_again() -> None:
    updater, database = watched()
    updater.client.says["m1"] = said("m1", "SUCCESS")
    await updater.poller.tick()
    database.has_a_defect = True
    with structlog.testing.capture_logs() as logs:
        await updater.world.pass_(1, [updater.poller.visiting])
    database.has_a_defect = False
    await updater.go_on(1)
    assert [entry["event"] for entry in logs] == ["visit_failed"]
    assert updater.statuses() == {1: "SUCCESS"}


async def test_a_round_asks_for_every_task_once_and_gives_the_lease_back() -> None:
    updater = Updater(Rules(interval_seconds=0.005))
    updater.database.add(*(a_task(id_, channel_id=id_ % 40) for id_ in range(1, 101)))
    updater.client.says = {f"m{id_}": said(f"m{id_}") for id_ in range(1, 101)}
    updater.client.failing = {7}
    round_ = asyncio.create_task(updater.poller.round())
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not round_.done():
            await asyncio.sleep(0)
            await updater.world.pass_(1, [updater.poller.visiting])
    await round_
    asked = [mj_id for _, _, mj_ids in updater.client.asked for mj_id in mj_ids]
    assert (len(asked), len(set(asked)), updater.database.lease.holder) == (100, 100, "")
