"""People who go on submitting tasks while the demonstration runs, so that there is always one to watch."""

import asyncio
from contextlib import suppress
from typing import Final

from gql.demo.bridge import upstream_tasks
from gql.demo.seeding import seed, unfinished_tasks
from gql.demo.store import TaskStore
from gql.demo.upstream import wall_clock_ms
from gql.errors import Unavailable
from gql.storage.database import Database

SUBMIT_SECONDS: Final = 10


class Visitors:
    """Submit tasks to a database and to the upstream, as new-api does for its users."""

    def __init__(self, database: Database, tasks: TaskStore, upstream_url: str, *, users: int) -> None:
        """Make the visitors.

        Args:
            database: the demonstration's.
            tasks: the upstream's.
            upstream_url: where the channels lead to.
            users: how many users there are.
        """
        self._database = database
        self._tasks = tasks
        self._upstream_url = upstream_url
        self._users = users

    async def submit(self) -> None:
        """Submit a task that has just begun.

        Raises:
            Unavailable: the database can't be written.
        """
        await seed(
            self._database,
            tasks=1,
            users=self._users,
            rng_seed=0,
            now_ms=wall_clock_ms(),
            upstream_url=self._upstream_url,
            unfinished=1,
        )
        for task in upstream_tasks(await unfinished_tasks(self._database)):
            if self._tasks.get(task.id) is None:
                self._tasks.add(task)

    async def run(self) -> None:
        """Submit tasks until cancelled."""
        while True:
            await asyncio.sleep(SUBMIT_SECONDS)
            with suppress(Unavailable):
                await self.submit()
