"""Takes in what upstreams say of a task outside of polls: by themselves, or when asked for it just now."""

from collections.abc import Sequence
from typing import Protocol

from structlog import get_logger

from gql.clock import Clock
from gql.polling.observer import Nobody, Observer
from gql.tasks.changes.repository import Fence
from gql.tasks.model import Task
from gql.tasks.progress import Change, Report, advance

log = get_logger(__name__)

# Somebody else may change a task between our reading and storing it; they can't for ever.
ATTEMPTS = 5


class NamedTasks(Protocol):
    """Where the tasks are: `Changes`."""

    async def by_mj_id(self, mj_id: str) -> Sequence[Task]:
        """Read the tasks that have this id at their upstream; it is not unique."""

    async def apply(self, changes: Sequence[Change], fence: Fence | None = None) -> Sequence[Change]:
        """Store changes, and give those that won."""


class Intake:
    """Runs reports through the same transitions as polls do; a late or repeated one changes nothing."""

    def __init__(self, tasks: NamedTasks, clock: Clock, observer: Observer | None = None) -> None:
        self._tasks = tasks
        self._clock = clock
        self._observer = observer or Nobody()

    async def take(self, report: Report, channel_id: int | None = None) -> bool:
        """Store what a report changes.

        It needs no lease: each change is stored only on the state that it was made for.

        Args:
            report: what an upstream says of one task.
            channel_id: whose upstream says it; None where that is not known. Then it changes nothing where
                tasks of several upstreams have this id, which polls tell apart.

        Returns:
            Whether there is such a task.

        Raises:
            Unavailable: the database can't be written.
        """
        for _ in range(ATTEMPTS):
            named = await self._tasks.by_mj_id(report.mj_id)
            tasks = [task for task in named if channel_id in {None, task.channel_id}]
            if len({task.channel_id for task in tasks}) != 1 or await self._stored(tasks, report):
                return bool(tasks)
        log.warning("report_not_taken_in", mj_id=report.mj_id)
        return True

    async def _stored(self, tasks: Sequence[Task], report: Report) -> bool:
        """Store what a report changes of tasks; tell whether nobody else was faster."""
        now_ms = self._clock.now_ms()
        changes = [change for task in tasks if (change := advance(task, report, now_ms))]
        stored = await self._tasks.apply(changes) if changes else []
        self._observer.changed(stored)
        return len(stored) == len(changes)
