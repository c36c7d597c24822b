"""Holders of the lease that are killed or stopped; `TAKE_OVERS` says how often for each store."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing
from itertools import groupby, pairwise
from random import Random

import pytest

from tests.cli.processes import Command
from tests.servers.sites import ENGINES, KINDS, Place, Sites, url_of
from tests.servers.statements import is_mysql
from tests.storage.statements import outside

TAKE_OVERS = int(os.environ.get("TAKE_OVERS", "2"))
TABLE = "CREATE TABLE written (id {}, holder TEXT, fence BIGINT)"
COUNTED = {
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
    "postgresql": "SERIAL PRIMARY KEY",
    "mariadb": "SERIAL",
}
TRANSACTIONS = {
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()",
    "mysql": "SELECT count(*) FROM information_schema.innodb_trx JOIN information_schema.processlist"
    " ON trx_mysql_thread_id = id WHERE db = database()",
}
SECONDS = 10


@asynccontextmanager
async def contender(place: Place, name: str) -> AsyncIterator[Command]:
    command = ("-m", "tests.polling.lease.holder", url_of(place), name)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=PIPE)
    try:
        yield Command(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def is_locked(place: Place) -> bool:
    """Tell whether somebody was stopped in the middle of a transaction, which keeps everybody waiting."""
    if isinstance(place, str):
        return outside(place, TRANSACTIONS["mysql" if is_mysql(place) else "postgresql"]) != [(0,)]
    try:
        with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as connection:
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


async def stop(holder: Command, place: Place) -> None:
    holder.process.send_signal(signal.SIGSTOP)
    while is_locked(place):
        holder.process.send_signal(signal.SIGCONT)
        await holder.line("(wrote)")
        holder.process.send_signal(signal.SIGSTOP)


async def take_overs_from_the_killed(place: Place, rng: Random) -> list[float]:
    waits = []
    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(contender(place, "0"))
        await holder.line("(wrote)")
        for number in range(1, TAKE_OVERS + 1):
            following = await stack.enter_async_context(contender(place, str(number)))
            await following.line("(looked)")
            await after_some_writes(holder, rng)
            holder.process.kill()
            waits.append(await seconds_until(following, "wrote"))
            holder = following
    return waits


async def take_overs_from_the_stopped(place: Place, rng: Random) -> list[float]:
    waits = []
    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(contender(place, "even"))
        await holder.line("(wrote)")
        following = await stack.enter_async_context(contender(place, "odd"))
        for _ in range(TAKE_OVERS):
            await following.line("(looked)")
            await after_some_writes(holder, rng)
            await stop(holder, place)
            waits.append(await seconds_until(following, "wrote"))
            holder.process.send_signal(signal.SIGCONT)
            await holder.line("(lost)")
            holder, following = following, holder
    return waits


async def take_overs(place: Place, how: str) -> list[float]:
    """Have the lease taken over again and again, and look at what was written under it."""
    way = take_overs_from_the_killed if how == "killed" else take_overs_from_the_stopped
    waits = await way(place, Random(4))  # noqa: S311 - no secret
    assert len(waits) == TAKE_OVERS
    assert max(waits) <= SECONDS, waits
    written = outside(place, "SELECT holder, fence FROM written ORDER BY id")
    holders = [holder for holder, _ in groupby(holder for holder, _ in written)]
    assert len(holders) == TAKE_OVERS + 1, "somebody wrote after the lease was another's"
    assert len(written) > TAKE_OVERS * 3
    return waits


@pytest.mark.parametrize("engine", ENGINES)
async def test_whoever_is_killed_or_stopped_is_followed_within_ten_seconds_and_writes_nothing_more(
    sites: Sites, engine: str
) -> None:
    with ExitStack() as stack:
        places = {
            (kind, how): stack.enter_context(sites.filled(f"{engine}-{kind}"))
            for kind in KINDS
            for how in ("killed", "stopped")
        }
        for place in places.values():
            outside(place, TABLE.format(COUNTED[engine]))
        waits = await asyncio.gather(*(take_overs(place, how) for (_, how), place in places.items()))
        for (kind, _), place in places.items():
            if kind == "standalone" or engine == "sqlite":  # a session's number is as the server likes
                check_fences(place)
    print(dict(zip(places, waits, strict=True)))  # noqa: T201 - the figures of a long run


def check_fences(place: Place) -> None:
    """See that each holder's number is higher than that of the one before."""
    written = outside(place, "SELECT holder, fence FROM written ORDER BY id")
    assert all(a == b or f < g for (a, f), (b, g) in pairwise(written))
    assert all(f <= g for (_, f), (_, g) in pairwise(written))
