"""A world of its own: its clock, its database and its upstreams, in memory and without a socket."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.channels.upstreams.model import Upstream
from gql.errors import Unavailable
from gql.polling.answer import Answer
from gql.polling.errors import UpstreamError
from gql.polling.lease.record import LeaseRecord
from gql.tasks.changes.repository import Fence, UnfinishedTask
from gql.tasks.model import Task
from gql.tasks.progress import Change, Report, is_finished
from gql.tasks.times import TimeUnit
from tests.clock import FakeClock

CONNECTION: Any = None


def a_task(id_: int, **values: Any) -> Task:
    """Make a task that was just submitted to channel 1."""
    blank: dict[str, Any] = dict.fromkeys(Task.__slots__, "")
    numbers = {"code": 1, "user_id": 1, "submit_time": 0, "start_time": 0, "finish_time": 0, "quota": 10}
    known = {"id": id_, "mj_id": f"m{id_}", "channel_id": 1, "progress": "0%", "unit": TimeUnit.MILLISECONDS}
    return Task(**(blank | numbers | known | values))


def said(mj_id: str, status: str = "IN_PROGRESS", progress: str = "50%", **values: Any) -> Report:
    """Make a report."""
    return Report(mj_id, status=status, progress=progress, **values)


class Database:
    """Tasks, quotas and the lease, as the updater's parts see them; every write is whole or not at all."""

    def __init__(self) -> None:
        self.tasks: dict[int, Task] = {}
        self.channels: dict[int, Upstream] = {}
        self.refunds: dict[int, int] = {}
        self.stored: list[Change] = []
        self.lease = LeaseRecord()
        self.is_away = False
        self.looks: list[int] = []

    def add(self, *tasks: Task) -> None:
        """Add tasks, and the channels they are at."""
        for task in tasks:
            self.tasks[task.id] = task
            self.channels.setdefault(task.channel_id, an_upstream(task.channel_id))

    def is_there(self) -> None:
        """Fail where the database is away."""
        if self.is_away:
            raise Unavailable

    async def unfinished(self, *, after_id: int = 0) -> Sequence[UnfinishedTask]:
        """Read what the updater needs of unfinished tasks."""
        self.is_there()
        self.looks.append(after_id)
        going_on = (task for task in self.tasks.values() if task.id > after_id and not is_finished(task))
        return [UnfinishedTask(task.id, task.mj_id, task.channel_id, task.submit_time) for task in going_on]

    async def by_ids(self, ids: Sequence[int]) -> Sequence[Task]:
        """Read tasks."""
        self.is_there()
        return [self.tasks[id_] for id_ in ids if id_ in self.tasks]

    async def apply(self, changes: Sequence[Change], fence: Fence | None = None) -> Sequence[Change]:
        """Store changes by compare-and-set, with their refunds."""
        self.is_there()
        if fence:
            await fence(CONNECTION)
        won = [change for change in changes if self.tasks.get(change.task.id) == change.task]
        for change in won:
            self.tasks[change.task.id] = change.after
            self.refunds[change.task.id] = self.refunds.get(change.task.id, 0) + change.refund
        self.stored += won
        return won

    async def read(self) -> LeaseRecord:
        """Read the lease."""
        self.is_there()
        return self.lease

    async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
        """Write the lease."""
        self.is_there()
        if self.lease != seen:
            return False
        self.lease = wanted
        return True

    async def within(self, _: AsyncConnection) -> LeaseRecord:
        """Read the lease in a transaction."""
        return self.lease


class Channels:
    """The channels of a database, as the updater reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Upstream]:
        """Give those that exist."""
        self._database.is_there()
        return {id_: self._database.channels[id_] for id_ in ids if id_ in self._database.channels}


def an_upstream(channel_id: int) -> Upstream:
    """Make a channel's upstream."""
    return Upstream(channel_id, f"channel {channel_id}", "http://upstream.test", "secret")


class World:
    """Lets time pass for all who wait in it, in the order of their waking."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self._waking: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    @property
    def waiting(self) -> int:
        """How many are waiting."""
        return sum(not future.done() for _, _, future in self._waking)

    async def wait(self, seconds: float) -> None:
        """Wait in this world's time."""
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heappush(self._waking, (self.clock.seconds + seconds, self._count, future))
        await future

    async def pass_(self, seconds: float, working: Sequence[Collection[int]]) -> None:
        """Let time pass; whoever works is let come to its next waiting, or to its end, at each moment.

        Args:
            seconds: how much of it.
            working: what each updater is visiting.
        """
        end = self.clock.seconds + seconds
        await self.settle(working)
        while self._waking and self._waking[0][0] <= end:
            at, _, future = heappop(self._waking)
            self.clock.pass_(max(at - self.clock.seconds, 0))
            if not future.done():
                future.set_result(None)
            await self.settle(working)
        self.clock.pass_(end - self.clock.seconds)

    async def settle(self, working: Sequence[Collection[int]]) -> None:
        """Let everybody go on who does not wait for time to pass."""
        for _ in range(10_000):
            await asyncio.sleep(0)
            if sum(map(len, working)) == self.waiting:
                return
        raise AssertionError("somebody waits for something that is not of this world")


class Client:
    """Upstreams that say what a test has them say; `hanging` ones take 15 s to say nothing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.says: dict[str, Report] = {}
        self.hanging: set[int] = set()
        self.failing: set[int] = set()
        self.defective: set[int] = set()
        self.unreadable: set[str] = set()
        self.seconds = 0.01
        self.asked: list[tuple[float, int, list[str]]] = []
        self.was_asked = asyncio.Event()
        self.at_once: dict[int, int] = {}
        self.most_at_once = 0
        self.most_side_by_side = 0

    async def reports(self, upstream: Upstream, mj_ids: Sequence[str]) -> Answer:
        """Answer."""
        channel = upstream.channel_id
        self.asked.append((self.world.clock.seconds, channel, list(mj_ids)))
        self.was_asked.set()
        self.at_once[channel] = self.at_once.get(channel, 0) + 1
        self.most_at_once = max(self.most_at_once, self.at_once[channel])
        self.most_side_by_side = max(self.most_side_by_side, sum(self.at_once.values()))
        try:
            await self.world.wait(15 if channel in self.hanging else self.seconds)
        finally:
            self.at_once[channel] -= 1
        if channel in self.defective:
            raise ZeroDivisionError
        if channel in self.hanging | self.failing:
            raise UpstreamError(upstream, "no answer")
        known = {mj_id: self.says[mj_id] for mj_id in mj_ids if mj_id in self.says}
        return Answer(
            known,
            missing=frozenset(mj_ids) - known.keys() - self.unreadable,
            unreadable=frozenset(mj_ids) & self.unreadable,
        )

    def times(self, mj_id: str) -> list[float]:
        """When a task was asked for."""
        return [at for at, _, mj_ids in self.asked if mj_id in mj_ids]


def submitted(task: Task, clock: FakeClock, ago_seconds: float = 0) -> Task:
    """Give a task a time of submission."""
    return replace(task, submit_time=clock.now_ms() - round(ago_seconds * 1000))
