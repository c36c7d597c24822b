"""The watcher: finds what other programs changed, and writes it into the log."""

import asyncio
from collections.abc import Collection, Mapping

from gql.clock import Clock
from gql.live.log import KEPT_SECONDS, UpdateLog
from gql.live.repository import LiveTasks, Sight
from gql.tasks.model import Task


class Watcher:
    """Looks at the unfinished tasks, and at those that were unfinished or not there when it last looked."""

    def __init__(self, tasks: LiveTasks, log: UpdateLog, clock: Clock) -> None:
        self._tasks = tasks
        self._log = log
        self._clock = clock
        self._turn = asyncio.Lock()
        self._looked_at: float | None = None
        self._known: dict[int, Sight] = {}
        self._newest = 0
        self._since = 0

    async def tick(self) -> None:
        """Look once.

        After a pause the changes of meanwhile are found too, for those who come back with a cursor; after
        one that is longer than the log keeps updates, it begins anew.

        Raises:
            Unavailable: the database can't be read or written; the next look finds the same again.
        """
        async with self._turn:
            now = self._clock.monotonic()
            if self._looked_at is None or now - self._looked_at > KEPT_SECONDS:
                await self._begin()
            else:
                await self._look()
            self._looked_at = now

    async def look_at(self, ids: Collection[int]) -> None:
        """Look at some tasks that are said to have changed, once it was looked at all.

        Raises:
            Unavailable: see `tick`.
        """
        async with self._turn:
            if self._looked_at is not None:
                sights = await self._tasks.sights_of(ids)
                await self._compare(sights)
                self._known |= sights

    def note(self, offset: int, task: Task) -> None:
        """Take note of what the log has just said, so that it need not be compared with the log again.

        What it said before the last look is old news: the look has seen that, or what came after it.
        """
        if offset > self._since and task.id in self._known:
            self._known[task.id] = self._tasks.sight_of(task)

    async def _begin(self) -> None:
        since = await self._log.head()
        newest = await self._tasks.newest_id()
        known = await self._tasks.sights()
        self._log.lose_track()
        await self._log.observe(dict.fromkeys(await self._log.task_ids()), 0)
        self._known, self._newest, self._since = known, newest, since

    async def _look(self) -> None:
        since = await self._log.head()
        new = await self._tasks.sights_after(self._newest)
        unfinished = await self._tasks.sights()
        ended = await self._tasks.sights_of(self._known.keys() - unfinished.keys())
        await self._compare(new | ended | unfinished)
        self._known, self._newest, self._since = unfinished, max(new, default=self._newest), since

    async def _compare(self, sights: Mapping[int, Sight]) -> None:
        seen: dict[int, str | None] = {}
        for id_, sight in sights.items():
            known = self._known.get(id_)
            if known != sight:
                seen[id_] = known.status if known else None
        await self._log.observe(seen, self._since)
