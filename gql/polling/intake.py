"""Takes in what upstreams say of a task outside of polls: by themselves, or when asked for it just now."""

from collections.abc import Sequence
from typing import Protocol

from structlog import get_logger

from gql.clock import Clock
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

    def __init__(self, tasks: NamedTasks, clock: Clock) -> None:
        self._tasks = tasks
        self._clock = clock

    async def take(self, report: Report, channel_id: int | None = None) -> bool:
        """Store what a report changes.

        It needs no lease: each change is stored only on the state that it was made for.

        Args:
            report: what an upstream says of one task.
            channel_id: whose upstream says it; None where that is not known.

        Returns:
            Whether there is such a task.

        Raises:
            Unavailable: the database can't be written.
        """
        for _ in range(ATTEMPTS):
            tasks = [
                task
                for task in await self._tasks.by_mj_id(report.mj_id)
                if channel_id in {None, task.channel_id}
            ]
            changes = [change for task in tasks if (change := advance(task, report, self._clock.now_ms()))]
            if not changes or len(await self._tasks.apply(changes)) == len(changes):
                return bool(tasks)
        log.warning("report_not_taken_in", mj_id=report.mj_id)
        return True
