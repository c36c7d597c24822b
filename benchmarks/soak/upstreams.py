"""The simulated upstreams of a soak, in a process of their own: each goes wrong at random until told "calm".

They know of the tasks that are submitted to them; `state` of a submission says which become odd ones.
"""

import asyncio
import json
import sys
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from gql.demo.faults import FAULTS, Fault, Faults, misreporting, poisoned_record
from gql.demo.misreports import falling_progress, late_in_progress
from gql.demo.people import CHANNEL_KEY
from gql.demo.store import TaskStore
from gql.demo.tasks import LiveTask, TaskObject, UpstreamTask
from gql.demo.upstream import create_upstream
from gql.operations.health import Readiness
from gql.operations.server import Listener, in_fast_loop, run, take_address

CAPACITY = 1_000_000
LOST, ENDLESS = "lost", "endless"
POISONED = 3
STILL: dict[str, Any] = {"status": "IN_PROGRESS", "progress": "93%", "finishTime": None, "failReason": None}
TIMES = ("startTime", "finishTime")


@dataclass(frozen=True, slots=True)
class PacedTask:
    """A task that goes its way faster than a real one; an endless one never comes to its end."""

    task: LiveTask
    pace: float

    @property
    def id(self) -> str:
        """The upstream's id."""
        return self.task.id

    def is_in_memory(self, now_ms: int) -> bool:
        """Until it is final."""
        return self.task.state == ENDLESS or self.task.is_in_memory(self._there(now_ms))

    def as_seen(self, now_ms: int, public_url: str) -> TaskObject:
        """The task object at `now_ms`."""
        there = self._there(now_ms)
        seen = dict(self.task.as_seen(there, public_url))
        seen |= {name: self._here(seen[name]) for name in TIMES if seen[name]}
        return seen | STILL if self.task.state == ENDLESS and self.task.moment(there).is_final else seen

    def _there(self, now_ms: int) -> int:
        return self.task.submit_time + round((now_ms - self.task.submit_time) * self.pace)

    def _here(self, there_ms: int) -> int:
        return self.task.submit_time + round((there_ms - self.task.submit_time) / self.pace)


class PacedStore(TaskStore):
    """Keeps every task at its pace, but for those that are to be lost."""

    def __init__(self, pace: float) -> None:
        super().__init__(capacity=CAPACITY)
        self.newest: deque[str] = deque(maxlen=100)
        self._pace = pace

    def add(self, task: UpstreamTask) -> None:
        """Track the task."""
        if isinstance(task, LiveTask) and task.state != LOST:
            self.newest.append(task.id)
            super().add(PacedTask(task, self._pace))


class Trouble:
    """What goes wrong with one upstream, and when."""

    def __init__(self, rng: Random, store: PacedStore, longest_seconds: float) -> None:
        self.faults = Faults()
        self.happened = Counter[str]()
        self._rng = rng
        self._store = store
        self._longest_seconds = longest_seconds

    async def make(self) -> None:
        """Let a fault follow upon another, with a pause after each, until cancelled."""
        try:
            while True:
                await asyncio.sleep(self._rng.uniform(0.5, self._longest_seconds))
                name, fault = self._any()
                self.happened[name] += 1
                self.faults.current = fault
                await asyncio.sleep(self._rng.uniform(0.5, self._longest_seconds))
                self.faults.current = None
        finally:
            self.faults.current = None

    def _any(self) -> tuple[str, Fault]:
        poisoned = self._rng.sample(self._store.newest, min(POISONED, len(self._store.newest)))
        known: dict[str, Fault] = {
            **FAULTS,
            "late_in_progress": misreporting(late_in_progress()),
            "falling_progress": misreporting(falling_progress()),
            "poisoned_record": poisoned_record(poisoned),
        }
        return self._rng.choice(list(known.items()))


async def calm(troubles: Iterable[Trouble]) -> None:
    """Make trouble until a line comes in, and tell how much there was."""
    making = [asyncio.create_task(trouble.make()) for trouble in troubles]
    await asyncio.to_thread(sys.stdin.readline)
    for task in making:
        task.cancel()
    await asyncio.wait(making)
    happened = sum((trouble.happened for trouble in troubles), Counter[str]())
    sys.stdout.write(f"{json.dumps(happened)}\n")
    sys.stdout.flush()


async def main(channels: int, pace: float, longest_seconds: float) -> None:
    """Serve until SIGTERM; the addresses are told in one line."""
    rng = Random()  # noqa: S311 - no secret
    stores = [PacedStore(pace) for _ in range(channels)]
    troubles = [Trouble(rng, store, longest_seconds) for store in stores]
    listeners = []
    for store, trouble in zip(stores, troubles, strict=True):
        app = create_upstream(store, public_url="http://upstream", secret=CHANNEL_KEY, faults=trouble.faults)
        listeners.append(Listener(app, take_address("127.0.0.1", 0), drain_seconds=1))
    async with asyncio.TaskGroup() as group:
        group.create_task(calm(troubles))
        await run(listeners, Readiness(), lambda: print(*(one.address for one in listeners), flush=True))  # noqa: T201


if __name__ == "__main__":
    in_fast_loop(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
