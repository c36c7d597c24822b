"""Programs that add, delete and move tasks side by side, in transactions of their own."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import asyncmy
import asyncpg
from sqlalchemy import make_url

from tests.servers.sites import Place
from tests.servers.statements import elsewhere, is_mysql

WRITERS = 3
TRANSACTIONS = 60
ADD = "INSERT INTO midjourneys (user_id, channel_id, submit_time) VALUES ({user}, {user}, 1790000000000)"
DELETE = "DELETE FROM midjourneys WHERE id = {id}"
MOVE = "UPDATE midjourneys SET user_id = {user} WHERE id = {id}"

Transaction = list[str]


def transactions(seed: int) -> list[Transaction]:
    """Make up what a writer does; each deletes and moves tasks of its own, so that none waits for another."""
    dice = random.Random(seed)  # noqa: S311 - the same number tells the same story
    ids = list(range(1 + seed, 300, WRITERS))
    told = []
    for _ in range(TRANSACTIONS):
        adding = [ADD.format(user=dice.randint(3, 5)) for _ in range(dice.randint(0, 4))]
        other = dice.choice([DELETE, MOVE]).format(user=dice.randint(3, 5), id=ids.pop())
        told.append([*adding, *([other] if dice.random() < 0.3 else [])])
    return told


def started(place: Place) -> list[Thread]:
    """Let the writers go."""
    write = _into_file if isinstance(place, Path) else _on_server
    threads = [Thread(target=write, args=(place, transactions(seed))) for seed in range(WRITERS)]
    for thread in threads:
        thread.start()
    return threads


def _into_file(place: Path, told: list[Transaction]) -> None:
    with closing(sqlite3.connect(place, isolation_level=None, timeout=30)) as connection:
        for statements in told:
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                connection.execute(statement)
            connection.execute("COMMIT")


def _on_server(place: str, told: list[Transaction]) -> None:
    async def write() -> None:
        connection = await connected(place)
        for statements in told:
            await connection.run("BEGIN", *statements, "COMMIT")
        await connection.close()

    elsewhere(write)


class Session:
    """A connection of another program to a server."""

    def __init__(self, execute: Callable[[str], Any], close: Callable[[], Any]) -> None:
        self._execute = execute
        self.close = close

    async def run(self, *statements: str) -> None:
        """Run statements one after the other."""
        for statement in statements:
            await self._execute(statement)


async def connected(place: str) -> Session:
    """Connect to a server."""
    url = make_url(place)
    given = {"host": url.host, "port": url.port, "user": url.username, "database": url.database}
    if is_mysql(place):
        mysql = await asyncmy.connect(**given, autocommit=True)
        return Session(mysql.query, mysql.ensure_closed)
    postgresql = await asyncpg.connect(**given)
    return Session(postgresql.execute, postgresql.close)
