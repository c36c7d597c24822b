"""Holders of the lease that are killed or stopped; `TAKE_OVERS` says how often for each store."""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from itertools import pairwise
from pathlib import Path
from random import Random

from gql.storage.database import open_database
from tests.cli.processes import Command
from tests.servers.sites import NEWAPI

TAKE_OVERS = int(os.environ.get("TAKE_OVERS", "3"))
TABLE = "CREATE TABLE written (id INTEGER PRIMARY KEY AUTOINCREMENT, holder TEXT, fence INTEGER)"
SECONDS = 10


@asynccontextmanager
async def contender(file: Path, name: str) -> AsyncIterator[Command]:
    module = "tests.polling.lease.holder"
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, file, name, stdout=PIPE)
    try:
        yield Command(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def query(file: Path, statement: str) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(file, timeout=5)) as connection, connection:
        return connection.execute(statement).fetchall()


def is_locked(file: Path) -> bool:
    """Tell whether somebody was stopped in the middle of a transaction, which keeps everybody waiting."""
    try:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    return False


async def after_some_writes(holder: Command, rng: Random) -> None:
    for _ in range(rng.randint(1, 25)):
        await holder.line("(wrote)")


async def seconds_until(command: Command, word: str) -> float:
    begin = time.monotonic()
    await command.line(f"({word})")
    return time.monotonic() - begin


async def stop(holder: Command, file: Path) -> None:
    holder.process.send_signal(signal.SIGSTOP)
    while is_locked(file):
        holder.process.send_signal(signal.SIGCONT)
        await holder.line("(wrote)")
        holder.process.send_signal(signal.SIGSTOP)


async def take_overs_from_the_killed(file: Path, rng: Random) -> list[float]:
    waits = []
    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(contender(file, "0"))
        await holder.line("(wrote)")
        for number in range(1, TAKE_OVERS + 1):
            following = await stack.enter_async_context(contender(file, str(number)))
            await following.line("(looked)")
            await after_some_writes(holder, rng)
            holder.process.kill()
            waits.append(await seconds_until(following, "wrote"))
            holder = following
    return waits


async def take_overs_from_the_stopped(file: Path, rng: Random) -> list[float]:
    waits = []
    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(contender(file, "even"))
        await holder.line("(wrote)")
        following = await stack.enter_async_context(contender(file, "odd"))
        for _ in range(TAKE_OVERS):
            await following.line("(looked)")
            await after_some_writes(holder, rng)
            await stop(holder, file)
            waits.append(await seconds_until(following, "wrote"))
            holder.process.send_signal(signal.SIGCONT)
            await holder.line("(lost)")
            holder, following = following, holder
    return waits


async def prepared(file: Path, kind: str) -> Path:
    """Make a database with a table to write to: one of our own, or new-api's."""
    if kind == "attached":
        shutil.copy(NEWAPI / "one-api.db", file)
    else:
        await (await open_database(f"sqlite+aiosqlite:///{file}")).close()
    query(file, TABLE)
    return file


async def test_whoever_is_killed_or_stopped_is_followed_within_ten_seconds_and_writes_nothing_more(
    tmp_path: Path,
) -> None:
    rng = Random(4)  # noqa: S311 - no secret
    files = [
        await prepared(tmp_path / f"{kind} {how}.db", kind)
        for kind in ("standalone", "attached")
        for how in ("killed", "stopped")
    ]
    ways = (take_overs_from_the_killed, take_overs_from_the_stopped) * 2
    waits = await asyncio.gather(*(way(file, rng) for way, file in zip(ways, files, strict=True)))
    for file, seconds in zip(files, waits, strict=True):
        assert len(seconds) == TAKE_OVERS
        assert max(seconds) <= SECONDS, seconds
        written = query(file, "SELECT holder, fence FROM written ORDER BY id")
        fences = [fence for _, fence in written]
        assert fences == sorted(fences), "somebody wrote after the lease was another's"
        assert all(a == b or f < g for (a, f), (b, g) in pairwise(written))
        assert len(set(fences)) >= TAKE_OVERS + 1
        assert len(written) > TAKE_OVERS * 3
    figures = {file.stem: [round(wait, 1) for wait in each] for file, each in zip(files, waits, strict=True)}
    print(figures)  # noqa: T201 - the figures of a long run
