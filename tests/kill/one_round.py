"""One round of an updater in a process of its own: it fails every unfinished task in one transaction."""

import asyncio
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import GatewayError
from gql.storage.database import open_database
from gql.tasks.changes.repository import Changes
from gql.tasks.journal import TaskUpdate
from gql.tasks.progress import LOST_UPSTREAM, failed
from tests.clock import FakeClock


class NoJournal:
    """Nobody watches."""

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None: ...

    def committed(self, updates: Sequence[TaskUpdate]) -> None: ...


def run(file: Path, gate: Connection) -> None:
    """Wait for a word, then run the round."""
    gate.recv()
    try:
        asyncio.run(_run(file))
    except GatewayError:
        sys.exit(1)


async def _run(file: Path) -> None:
    clock = FakeClock()
    database = await open_database(f"sqlite+aiosqlite:///{file}", create=False, write_attached=True)
    changes = Changes(database, NoJournal(), clock)
    tasks = await changes.by_ids([task.id for task in await changes.unfinished()])
    told = (failed(task, LOST_UPSTREAM, clock.now_ms()) for task in tasks)
    await changes.apply([change for change in told if change])
    await database.close()
