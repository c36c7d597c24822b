"""The update log: every change in one order, kept for a while so that whoever comes back misses none."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Protocol

import orjson
from sqlalchemy import ColumnElement

from gql.tasks.journal import Journal, TaskUpdate, TaskUpdateKind
from gql.tasks.model import Task
from gql.tasks.progress import is_finished
from gql.tasks.words import TaskStatus

KEPT_SECONDS: Final = 600
KEPT_UPDATES: Final = 10_000

# What no program changes of a task once it is there; all other columns are told as they were at each change.
FIXED = frozenset({"id", "action", "mj_id", "prompt", "quota", "unit"})
# Changed by hand alone, but who may hear of a task hangs on them; an older log does not tell them.
HANDS = frozenset({"user_id", "channel_id"})
CHANGING = tuple(part.name for part in fields(Task) if part.name not in FIXED)
KNOWN = frozenset(CHANGING)
UNSAID: Final[dict[str, Any]] = {
    part.name: 0 if part.type is int else "" for part in fields(Task) if part.name in KNOWN - HANDS
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An update and its place in the log, where offsets grow; no update where the task's row is gone."""

    offset: int
    update: TaskUpdate | None


class UpdateLog(Journal, Protocol):
    """Where updates are written, and read again in their order.

    Attributes:
        listeners: called when there is something to read.
        shared: whether all gateways write into it and read it.
    """

    listeners: list[Callable[[], object]]
    shared: bool

    async def epoch(self) -> str:
        """Give the log's name, in which there is no dot: offsets of other logs mean nothing here."""

    async def head(self) -> int:
        """Give the offset of the last update; 0 before the first."""

    def head_column(self) -> ColumnElement[int]:
        """Give a column for a statement that reads tasks: the offset of an update that they have in them."""

    def reached(self, tasks: Sequence[Task], head: int) -> Sequence[int] | None:
        """Give of each task the offset up to which its updates are in it, as it was read with that head.

        Returns:
            None where that can't be told of one, as it changed while it was read.
        """

    async def after(self, offset: int, limit: int) -> Sequence[Entry]:
        """Give the updates that follow an offset, in their order; none at the head.

        Raises:
            Resync: some of them are not kept any more.
        """

    async def task_ids(self) -> Collection[int]:
        """Give the ids of the tasks that are in the log."""

    async def observe(self, seen: Mapping[int, str | None], since: int) -> None:
        """Write down how tasks are, where that is not what the log said of them last.

        Args:
            seen: the ids of tasks that seem to have changed, each with its status before; None for a new one.
            since: the offset up to which what the log says was known when they seemed to be as before.
        """

    def lose_track(self) -> None:
        """Say that changes may have gone by unseen: who comes back with a cursor of before has to resync."""


def as_seen(task: Task, previous_status: str | None) -> TaskUpdate:
    """Make the update of a task that was found changed, or as it is, or new where no status was before."""
    if is_finished(task):
        kind = TaskUpdateKind.FINISHED
    else:
        kind = TaskUpdateKind.CREATED if previous_status is None else TaskUpdateKind.PROGRESSED
    return TaskUpdate(task, previous_status, kind)


def as_it_is(task: Task) -> TaskUpdate:
    """Make the update that tells a task's state, and of no change."""
    begun = task.status == TaskStatus.IN_PROGRESS or task.progress.strip(" %0") != ""
    return TaskUpdate(task, None, as_seen(task, "" if begun else None).kind)


def state_of(task: Task) -> str:
    """Write the columns that change as JSON text, the same for the same values."""
    return orjson.dumps({name: getattr(task, name) for name in CHANGING}).decode()


def fixed(task: Task) -> Task:
    """Give what never changes of a task, without the long texts of which each state has its own."""
    return replace(task, **UNSAID)


def with_state(task: Task, state: str) -> Task:
    """Give a task as it was when its state was written."""
    told = orjson.loads(state).items()
    return replace(task, **{name: value for name, value in told if name in KNOWN})
