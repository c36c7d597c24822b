import asyncio

import pytest

from gql.storage.database import Database
from tests.storage.statements import fetch

DEADLINE_SECONDS = 10
SERVERS = ("postgresql-standalone", "mariadb-attached")


@pytest.mark.parametrize("site", SERVERS, indirect=True)
async def test_a_cancellation_that_comes_at_once_with_the_answer_is_not_lost(
    newapi_database: Database,
) -> None:
    await fetch(newapi_database, "SELECT 1")
    is_read = asyncio.Event()

    async def read() -> None:
        await fetch(newapi_database, "SELECT 1")
        is_read.set()
        await asyncio.Event().wait()

    reading = asyncio.create_task(read())
    async with asyncio.timeout(DEADLINE_SECONDS):
        await answered(is_read)
        reading.cancel()
        await asyncio.wait({reading})
    assert reading.cancelled()


async def answered(is_read: asyncio.Event) -> None:
    """Wait until a task has ended for which a driver waits, unknown to it yet; else until all is read."""
    others = asyncio.all_tasks()
    waiting: set[asyncio.Task[object]] = set()
    while waiting <= asyncio.all_tasks() and not is_read.is_set():
        waiting |= asyncio.all_tasks() - others
        await asyncio.sleep(0)
