"""The updater through an evening of faults, all of it out of one seed."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

from gql.errors import Unavailable
from gql.polling.judgement import Rules
from gql.polling.lease.lease import TTL_SECONDS, Lease
from gql.polling.poller import Poller
from gql.tasks.changes.errors import LeaseLost
from gql.tasks.changes.repository import Fence
from gql.tasks.model import Task
from gql.tasks.progress import Change, is_finished
from tests.polling.simulation.upstreams import Network, Truth
from tests.polling.world import Channels, Database, World, a_task

RULES: Final = Rules(interval_seconds=15, timeout_seconds=900, lost_rounds=3)
FAULTY_SECONDS: Final = 240
CHANNELS: Final = 4
TASKS: Final = 24
# Forwards and backwards they add up to less than would make a living task overdue.
LONGEST_JUMP_MS: Final = 60_000
LONGEST_DRIFT_MS: Final = 180_000


class Process:
    """One updater: its poller, its lease, its way to the upstreams and to the database."""

    def __init__(self, simulation: "Simulation", name: str) -> None:
        self.name = name
        self.unfinished = simulation.database.unfinished
        self.by_ids = simulation.database.by_ids
        self._database = simulation.database
        self._did = simulation.did
        self.network = Network(simulation.world, simulation.rng, simulation.trace, simulation.truths)
        clock = simulation.world.clock
        self.lease = Lease(simulation.database, clock, name)
        self.poller = Poller(
            self,
            Channels(simulation.database),
            self.network,
            self.lease,
            clock=clock,
            rules=RULES,
            rng=simulation.rng,
        )

    async def apply(self, changes: Sequence[Change], fence: Fence | None = None) -> Sequence[Change]:
        """Store changes, as the holder of the lease and nobody else may."""
        try:
            stored = await self._database.apply(changes, fence)
        except LeaseLost:
            self._did["refused to a former holder"] += 1
            raise
        self._did["written without the lease"] += bool(stored and self._database.lease.holder != self.name)
        return stored

    async def die(self) -> None:
        """End as `kill -9` ends a process: whatever was asked for never comes back."""
        visits = list(self.poller._visiting.values())
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)


class Simulation:
    """Two updaters, one database, four upstreams; what goes wrong and when comes out of the seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - no secret
        self.world = World()
        self.database = Database()
        self.truths: dict[str, Truth] = {}
        self.trace: list[str] = []
        self.did = Counter[str]()
        self.drift_ms = 0
        self.processes = [Process(self, f"first {index}") for index in range(2)]

    @property
    def now(self) -> float:
        """Seconds since the beginning."""
        return self.world.clock.seconds

    async def run(self) -> None:
        """Go through the faults, and through the calm after them until every task should have ended."""
        while self.now < FAULTY_SECONDS:
            if self.rng.random() < TASKS / FAULTY_SECONDS * 1.5 and len(self.database.tasks) < TASKS:
                self._submit()
            await self._trouble()
            await self._step(self.rng.uniform(0.2, 2.0))
        for process in self.processes:
            process.network.faulty = False
        self.database.is_away = False
        end = self.deadline
        while self.now < end:
            await self._step(1.0)
        for process in self.processes:
            await process.die()

    @property
    def deadline(self) -> float:
        """When every task must have ended: three intervals after it could be known at the latest."""
        reopened = max(
            (
                breaker._opens_until
                for process in self.processes
                for breaker in process.poller._breakers.values()
            ),
            default=0.0,
        )
        known = max(self._known_at(self.database.tasks[id_]) for id_ in self.database.tasks)
        return max(FAULTY_SECONDS, reopened, known) + 3 * RULES.interval_seconds

    def _known_at(self, task: Task) -> float:
        truth = self.truths[task.mj_id]
        if truth.fate == "stuck" and not task.submit_time:
            # Counted from when the last updater saw it first, who took over at the end of the faults.
            return FAULTY_SECONDS + 2 * TTL_SECONDS + RULES.timeout_seconds
        if truth.fate == "stuck":
            return truth.born + RULES.timeout_seconds + LONGEST_DRIFT_MS / 1000
        if truth.fate == "lost":
            # What was counted before the calm may be forgotten, so it is counted from then on.
            begin = max(truth.born + 30, FAULTY_SECONDS)
            return begin + (RULES.lost_rounds + 1) * RULES.interval_seconds
        return truth.ends[1]

    async def _trouble(self) -> None:
        luck = self.rng.random()
        if luck < 0.02:
            await self._crash(self.rng.randrange(2))
        elif luck < 0.05:
            frozen = self.rng.choice(self.processes)
            frozen.network.frozen_until = self.now + self.rng.uniform(3, 20)
            self.did["stop"] += 1
        elif luck < 0.08:
            self._set_clock()
        elif luck < 0.11:
            self.database.is_away = True
            self.did["away"] += 1
        elif luck > 0.8:
            self.database.is_away = False

    async def _crash(self, index: int) -> None:
        await self.processes[index].die()
        self.did["crash"] += 1
        self.processes[index] = Process(self, f"after crash {self.did['crash']}")

    def _set_clock(self) -> None:
        jump = self.rng.randint(-LONGEST_JUMP_MS, LONGEST_JUMP_MS)
        if abs(self.drift_ms + jump) <= LONGEST_DRIFT_MS:
            self.drift_ms += jump
            self.world.clock.wall_ms += jump
            self.did["jump"] += 1

    def _submit(self) -> None:
        id_ = len(self.database.tasks) + 1
        channel = self.rng.randrange(CHANNELS)
        (fate,) = self.rng.choices(["normal", "stuck", "lost", "twin"], [80, 6, 8, 6])
        mj_id = f"m{id_}"
        if fate == "twin" and id_ > 1:
            mj_id = self.database.tasks[id_ - 1].mj_id
        if mj_id not in self.truths or self.truths[mj_id].fate != "normal":
            mj_id = f"m{id_}"
            action = self.rng.choice(["IMAGINE", "UPSCALE", "VARIATION"])
            self.truths[mj_id] = Truth(self.rng.randrange(10**6), action, self.now, fate)
        code = self.rng.choices([1, 22, 24], [80, 15, 5])[0]
        now_ms = self.world.clock.now_ms() if self.rng.random() < 0.9 else 0
        self.database.add(
            a_task(id_, mj_id=mj_id, channel_id=channel, code=code, submit_time=now_ms, quota=id_)
        )

    async def _step(self, seconds: float) -> None:
        for process in self.processes:
            if self.now >= process.network.frozen_until:
                try:
                    await process.poller.tick()
                except Unavailable:
                    self.did["tick without database"] += 1
        before = len(self.database.stored)
        await self.world.pass_(seconds, [process.poller.visiting for process in self.processes])
        for change in self.database.stored[before:]:
            self.trace.append(
                f"{self.now:.3f} {change.task.id} {change.after.status} {change.after.progress}"
            )

    def unfinished(self) -> list[Task]:
        """Give the tasks that have not ended."""
        return [task for task in self.database.tasks.values() if not is_finished(task)]
