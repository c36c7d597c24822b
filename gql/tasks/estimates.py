"""When an unfinished task will probably end, judged by how long tasks like it took lately."""

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from gql.clock import Clock
from gql.identity.model import Viewer
from gql.storage.proof import doubted
from gql.tasks.model import Task
from gql.tasks.repository import TaskRepository
from gql.tasks.words import FINAL

SAMPLE_TASKS = 5000
SAMPLE_SECONDS = 30
FEWEST = 5

Kind = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Durations:
    """How long tasks took lately, in the database's unit, ascending; by action, and by action and channel."""

    by_kind: Mapping[Kind, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, finished: Sequence[tuple[str, int, int]]) -> "Durations":
        """Sort (action, channel id, duration) of tasks that succeeded."""
        by_kind: dict[Kind, list[int]] = defaultdict(list)
        for action, channel_id, duration in sorted(finished, key=lambda task: task[2]):
            by_kind[action, None].append(duration)
            by_kind[action, channel_id].append(duration)
        return cls(by_kind)

    def total(self, kind: Kind, elapsed: int) -> int | None:
        """Give the median of those that took longer than `elapsed`; None for fewer than five."""
        durations = self.by_kind.get(kind, ())
        longer = durations[bisect_right(durations, elapsed) :]
        return int(median(longer)) if len(longer) >= FEWEST else None


class Estimates:
    """Estimates over one database, from a sample that is read anew when it is half a minute old."""

    def __init__(self, repository: TaskRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock
        self._durations = Durations()
        self._read_at: float | None = None
        self._turn = asyncio.Lock()

    async def finish_at(self, viewer: Viewer, task: Task) -> datetime | None:
        """Estimate when a task ends; None for a finished one, and where too few are known that took as long.

        For admins, who see channels, only the tasks of the same channel count where there are enough of them.
        """
        if task.status in FINAL or task.submit_time <= 0:
            return None
        doubted()
        durations = await self._lately()
        elapsed = self._clock.now_ms() * task.unit // 1000 - task.submit_time
        total = durations.total((task.action, task.channel_id), elapsed) if viewer.is_admin else None
        total = total or durations.total((task.action, None), elapsed)
        return task.unit.moment(task.submit_time + total) if total else None

    async def _lately(self) -> Durations:
        async with self._turn:
            now = self._clock.monotonic()
            if self._read_at is None or now - self._read_at >= SAMPLE_SECONDS:
                self._durations = Durations.of(await self._repository.durations(SAMPLE_TASKS))
                self._read_at = now
            return self._durations
