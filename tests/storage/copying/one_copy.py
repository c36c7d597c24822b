"""A copy in a process of its own, which kills itself after so many transactions."""

import asyncio
import os
import signal
import sys
from itertools import count

from gql.storage.copying.copy import copy
from gql.storage.database import open_database

WINDOW = 20


async def copied(source: str, target: str, kill_after: int) -> None:
    done = count(1)

    def report(*_: object) -> None:
        if next(done) == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    old = await open_database(source, create=False, upgrade=False)
    new = await open_database(target, unfinished=True)
    await copy(old, new, report, WINDOW)


if __name__ == "__main__":
    asyncio.run(copied(sys.argv[1], sys.argv[2], int(sys.argv[3])))
