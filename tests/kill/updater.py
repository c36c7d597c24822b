"""An updater in a process of its own, which goes on until it is killed."""

import asyncio
from collections.abc import Sequence
from multiprocessing.connection import Connection
from random import Random

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.storage.catalog import Kind
from gql.storage.database import Database, open_database
from gql.tasks.changes.repository import Changes
from gql.tasks.journal import TaskUpdate
from gql.tasks.progress import Change, Report, advance
from tests.clock import FakeClock

STATUSES = ("IN_PROGRESS", "IN_PROGRESS", "FAILURE", "SUCCESS")
EVENT = text(
    "INSERT INTO mj_gateway_updates (task_id, kind, state, at_ms) VALUES (:task_id, :kind, :state, :at_ms)"
)


class TellingJournal:
    """Keeps events where the database has a table of them, and tells the other process what is committed."""

    def __init__(self, database: Database, teller: Connection) -> None:
        self._has_table = database.kind is Kind.STANDALONE
        self._teller = teller

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        rows = [
            {"task_id": one.task.id, "kind": one.kind.value, "state": state(one), "at_ms": 1}
            for one in updates
        ]
        if self._has_table and rows:
            await connection.execute(EVENT, rows)

    def committed(self, updates: Sequence[TaskUpdate]) -> None:
        self._teller.send([(one.task.id, state(one)) for one in updates])


def state(update: TaskUpdate) -> str:
    return f"{update.task.status} {update.task.progress}"


def run(url: str, seed: int, teller: Connection) -> None:
    """Change tasks at random until the end of the process, in transactions of 1 to 20."""
    asyncio.run(_run(url, Random(seed), teller))  # noqa: S311 - no secret


async def _run(url: str, random: Random, teller: Connection) -> None:
    database = await open_database(url, create=False, write_attached=True)
    changes = Changes(database, TellingJournal(database, teller), FakeClock())
    while found := await changes.unfinished(limit=200):
        tasks = await changes.by_ids([task.id for task in random.sample(found, min(len(found), 20))])
        told = [Report("", random.choice(STATUSES), f"{random.randrange(99)}%") for _ in tasks]
        pairs = zip(tasks, told, strict=True)
        tried: list[Change] = [change for pair in pairs if (change := advance(*pair, 10**12))]
        while tried:
            count = random.randint(1, 20)
            await changes.apply(tried[:count])
            tried = tried[count:]
