"""A process that writes while it holds the lease: `python -m tests.polling.lease.holder URL NAME`.

It says `looked` when it is ready to take over, `wrote` after each write and `lost` when it may not write.
"""

import asyncio
import sys
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.clock import SystemClock
from gql.errors import Unavailable
from gql.polling.lease.lease import Lease
from gql.polling.updater import lease_of
from gql.storage.database import Database, open_database
from gql.tasks.changes.errors import LeaseLost

PAUSE_SECONDS = 0.1


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def write(database: Database, lease: Lease, name: str) -> bool:
    """Write the fence's number down, guarded as updates of tasks are; tell whether that was allowed."""

    async def work(connection: AsyncConnection) -> None:
        await lease.check(connection)
        found = await lease._store.within(connection)
        statement = text("INSERT INTO written (holder, fence) VALUES (:holder, :fence)")
        await connection.execute(statement, {"holder": name, "fence": found.fence})

    try:
        await database.write(work)
    except LeaseLost:
        say("lost")
        return False
    say("wrote")
    return True


async def main(url: str, name: str) -> None:
    database = await open_database(url, write_attached=True)
    lease = lease_of(database, SystemClock())
    held = False
    while True:
        with suppress(Unavailable):
            # What was held a moment ago is written to, as after an answer that took its time.
            held = await lease.hold() or held
            if held:
                held = await write(database, lease, name)
            else:
                say("looked")
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE_SECONDS):
                await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
