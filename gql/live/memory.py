"""The update log of attached databases, which get no table: in memory, with a new name in every process."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, literal
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.clock import Clock
from gql.live.errors import Resync
from gql.live.log import KEPT_SECONDS, KEPT_UPDATES, Entry, as_seen
from gql.live.repository import LiveTasks
from gql.tasks.journal import TaskUpdate
from gql.tasks.model import Task

TRIMMED_AT_ONCE: Final = 500


class MemoryLog:
    """Keeps the updates of the last 10 minutes, or the last 10,000, and a few more until they are trimmed."""

    shared = False

    def __init__(self, tasks: LiveTasks, clock: Clock) -> None:
        self.listeners: list[Callable[[], object]] = []
        self._tasks = tasks
        self._clock = clock
        self._epoch = secrets.token_hex(8)
        self._head = 0
        self._kept: list[Entry] = []
        self._written: list[tuple[float, int]] = []
        self._last: dict[int, tuple[int, TaskUpdate]] = {}

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Write nothing: the database is not ours."""

    def committed(self, updates: Sequence[TaskUpdate]) -> None:
        """Take updates over, but for those that the watcher was quicker to find."""
        for update in updates:
            _, last = self._last.get(update.task.id, (0, None))
            if last is None or last.task != update.task:
                self._append(update)
        self._trim()
        for listener in self.listeners:
            listener()

    async def epoch(self) -> str:
        """Give the name of this process's log."""
        return self._epoch

    async def head(self) -> int:
        """Give the offset of the last update."""
        return self._head

    def head_column(self) -> ColumnElement[int]:
        """Give the offset as it is before the statement runs: what was told is committed."""
        return literal(self._head)

    def reached(self, tasks: Sequence[Task], head: int) -> Sequence[int] | None:
        """Find tasks among what was said since; None where one is neither as before nor as was said."""
        said: dict[int, dict[Task, int]] = {}
        for entry in self._kept[max(0, head - self._head + len(self._kept)) :]:
            if entry.update:
                said.setdefault(entry.update.task.id, {})[entry.update.task] = entry.offset
        found = [said[task.id].get(task) if task.id in said else head for task in tasks]
        offsets = [offset for offset in found if offset is not None]
        return offsets if len(offsets) == len(found) else None

    async def after(self, offset: int, limit: int) -> Sequence[Entry]:
        """Give the updates that follow an offset.

        Raises:
            Resync: some of them are not kept any more.
        """
        skipped = offset - (self._head - len(self._kept))
        if skipped < 0:
            raise Resync
        return self._kept[skipped : skipped + limit]

    async def task_ids(self) -> Collection[int]:
        """Give the ids of the tasks that are in the log."""
        return self._last.keys()

    async def observe(self, seen: Mapping[int, str | None], since: int) -> None:
        """Take over how tasks are, where that is not what was said of them last."""
        begun = self._head
        self.committed(
            [
                as_seen(task, said.task.status if said else seen[task.id])
                for task in await self._tasks.by_ids(seen)
                for offset, said in [self._last.get(task.id, (0, None))]
                # What was said while the row was being read is newer than the row may be.
                if offset <= begun and (offset <= since or said is None or said.task != task)
            ]
        )

    def lose_track(self) -> None:
        """Skip an offset, so that no cursor of before leads on."""
        self._head += 1
        self._kept.clear()
        self._written.clear()
        self._last.clear()

    def _append(self, update: TaskUpdate) -> None:
        self._head += 1
        self._kept.append(Entry(self._head, update))
        self._written.append((self._clock.monotonic(), update.task.id))
        self._last[update.task.id] = (self._head, update)

    def _trim(self) -> None:
        oldest, step = self._clock.monotonic() - KEPT_SECONDS, TRIMMED_AT_ONCE
        while len(self._kept) >= KEPT_UPDATES + step or (
            len(self._kept) > step and self._written[step - 1][0] < oldest
        ):
            for entry, (_, task_id) in zip(self._kept[:step], self._written[:step], strict=True):
                if self._last[task_id][0] == entry.offset:
                    del self._last[task_id]
            del self._kept[:step], self._written[:step]
