"""A writer beside the servers; run, it updates tasks of all users until it is ended."""

import asyncio
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from benchmarks.database import Database
from benchmarks.machine import Cores, pinned

UPDATE = "UPDATE midjourneys SET progress = ? WHERE id = ?"


async def write(file: str, rate: int) -> None:
    """Update so many tasks a second, each in a transaction of its own, as an updater does."""
    draw = random.Random(1)  # noqa: S311 - nobody must not guess it
    with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = NORMAL")
        (last,) = connection.execute("SELECT max(id) FROM midjourneys").fetchone()
        begin, turn = time.monotonic(), 0
        while True:
            turn += 1
            connection.execute(UPDATE, (f"{turn % 100}%", draw.randint(1, last)))
            await asyncio.sleep(begin + turn / rate - time.monotonic())


@contextmanager
def writer(database: Database, rate: int) -> Iterator[None]:
    """Let somebody else write meanwhile, on the writer's core."""
    if not rate:
        yield
        return
    command = [sys.executable, "-m", "benchmarks.writer", database.address, str(rate)]
    process = subprocess.Popen(pinned(Cores.here().writer, *command))  # noqa: S603 - our own command
    try:
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2])))
