"""Clients that come and go at random while tasks change: every change is heard once, in its order."""

import asyncio
import random
from collections.abc import AsyncGenerator

import pytest

from gql.identity.model import Viewer
from gql.live.errors import Resync
from gql.live.hub import Delivered
from gql.live.table import TableLog
from gql.live.wanted import Wanted
from tests.live.world import ADMIN, ALICE, BOB, EVERYBODYS, MINE, World

TASKS = {1: 3, 2: 3, 3: 4, 4: 4, 5: 3}
CHANGES = 30
FOREIGN = 5
SECONDS = 40


class Client:
    """Reads, leaves and comes back, and counts what it hears: the nth change of a task has progress n."""

    def __init__(self, world: World, rng: random.Random, ids: set[int]) -> None:
        self.world = world
        self.rng = rng
        self.ids = ids
        self.heard: dict[int, int] = {}
        self.cursor: str | None = None
        self.changes = self.visits = self.resyncs = 0

    async def stay(self, viewer: Viewer, wanted: Wanted, merges: bool) -> None:
        while {id_ for id_, number in self.heard.items() if number == CHANGES} != self.ids:
            self.visits += 1
            try:
                await self._visit(self.world.follow(viewer, wanted, self.cursor), merges)
            except Resync:
                self.resyncs += 1
                self.cursor = None

    async def _visit(self, stream: AsyncGenerator[Delivered, None], merges: bool) -> None:
        reads = self.rng.randrange(1, 25)
        # A change that the state told before the log did is told again: a foreign one even behind a newer,
        # one of our own where the log is in memory, and hears of it a moment after its commit.
        repeats = {FOREIGN} if isinstance(self.world.log, TableLog) else set(TASKS)
        if self.cursor is None:
            self.heard.clear()
        async for delivered in stream:
            task, known = delivered.update.task, delivered.update.task.id in self.heard
            assert task.id in self.ids
            number = int(task.progress)
            if known:
                last = self.heard[task.id]
                again = 2 if task.id == FOREIGN else 1
                first = last + 1 - (again if task.id in repeats else 0)
                assert first <= number <= (CHANGES if merges else last + 1), (task.id, last, number)
                self.changes += 1
            repeats.discard(task.id)
            self.heard[task.id] = number
            self.cursor = delivered.cursor or self.cursor
            reads -= 1
            if reads <= 0 or all(self.heard.get(id_) == CHANGES for id_ in self.ids):
                break
            if merges:
                await asyncio.sleep(0)
        await stream.aclose()


async def publish(world: World, rng: random.Random, id_: int, foreign: bool = False) -> None:
    for number in range(1, CHANGES + 1):
        if foreign:
            # In a thread: SQLite would wait in the loop for a transaction that waits for the loop.
            await asyncio.to_thread(world.foreign, id_, progress=f"{number}")
            await world.watcher.tick()
        else:
            await world.change(id_, progress=f"{number}")
        for _ in range(rng.randrange(4)):
            await asyncio.sleep(0)


async def run(world: World, seed: int, merges: bool) -> list[Client]:
    rng = random.Random(seed)  # noqa: S311 - no secret
    for id_, user in TASKS.items():
        world.add(id_, user_id=user, status="IN_PROGRESS", progress="0")
    mine = {id_ for id_, user in TASKS.items() if user == 3}
    audience = [
        (mine, (ALICE, MINE)),
        (mine, (ALICE, MINE)),
        (set(TASKS) - mine, (BOB, MINE)),
        (set(TASKS), (ADMIN, EVERYBODYS)),
        (set(TASKS), (ADMIN, EVERYBODYS)),
        ({2}, (ALICE, Wanted(mj_id="mj2"))),
    ]
    clients = [Client(world, random.Random(seed + n), ids) for n, (ids, _) in enumerate(audience)]  # noqa: S311
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as group:
        for client, (_, who) in zip(clients, audience, strict=True):
            group.create_task(client.stay(*who, merges))
        for id_ in TASKS:
            group.create_task(publish(world, rng, id_, foreign=id_ == FOREIGN))
    return clients


@pytest.mark.parametrize("seed", range(4))
async def test_quick_clients_hear_every_change_once_and_in_order(
    world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.live.mailbox.MERGED_FROM", 100_000)
    clients = await run(world, seed, merges=False)
    assert sum(client.changes for client in clients) > 200
    assert sum(client.visits for client in clients) > 20
    assert [client.resyncs for client in clients] == [0] * len(clients)


async def test_slow_clients_hear_the_newest_of_each_task_at_last(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.live.mailbox.MERGED_FROM", 2)
    clients = await run(world, 99, merges=True)
    assert sum(client.changes for client in clients) > 50
