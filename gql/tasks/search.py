"""The filters of connections and summaries: the input `TaskFilter`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col

from gql.identity.model import Viewer
from gql.tasks.filters import Filter, Filters, TaskFilters, declare
from gql.tasks.model import TaskTable
from gql.tasks.scope import require_admin
from gql.tasks.times import TimeUnit
from gql.tasks.words import FINAL, TaskAction, TaskStatus, Word


def _one_of(column: Mapped[str], words: tuple[Word, ...]) -> ColumnElement[bool]:
    """Select stored words; UNKNOWN stands for NULL and for every word outside of the set."""
    known = column.in_([word.value for word in words if word.name != "UNKNOWN"])
    if all(word.name != "UNKNOWN" for word in words):
        return known
    others = [word.value for word in type(words[0]) if word.name != "UNKNOWN"]
    return or_(known, column.is_(None), column.not_in(others))


def _among(column: Mapped[Any], values: tuple[str | int, ...]) -> ColumnElement[bool]:
    """Select stored values; NULL reads as "" or 0, and is found as such."""
    found = column.in_(values)
    return found if all(values) else or_(found, column.is_(None))


def _finished(finished: bool) -> ColumnElement[bool]:
    status = col(TaskTable.status)
    final = status.in_([word.value for word in FINAL])
    return final if finished else or_(status.is_(None), ~final)


def _contains(text: str, part: str) -> bool:
    """Compare as SQLite does: bytes fold ASCII letters alone, and a text ends at its first NUL."""
    return part.encode().lower() in text.partition("\0")[0].encode().lower()


@dataclass(frozen=True, slots=True)
class TaskFilter(Filters):
    """What a connection, a summary or a subscription is narrowed to; None is no filter."""

    mj_ids: tuple[str, ...] | None = declare(
        Filter(
            "One of these ids at the upstream, whole and in its case.",
            lambda value: _among(col(TaskTable.mj_id), value),
            lambda value, task: task.mj_id in value,
        )
    )
    statuses: tuple[TaskStatus, ...] | None = declare(
        Filter(
            "One of these statuses.",
            lambda value: _one_of(col(TaskTable.status), value),
            lambda value, task: TaskStatus.of(task.status) in value,
        )
    )
    actions: tuple[TaskAction, ...] | None = declare(
        Filter(
            "One of these actions.",
            lambda value: _one_of(col(TaskTable.action), value),
            lambda value, task: TaskAction.of(task.action) in value,
        )
    )
    submitted_from: datetime | None = declare(
        Filter(
            "Submitted at this moment or later.",
            lambda value: col(TaskTable.submit_time) >= value,
            lambda value, task: task.submit_time >= task.unit.since(value),
            stored=lambda value, unit: unit.since(value),
        )
    )
    submitted_to: datetime | None = declare(
        Filter(
            "Submitted at this moment or earlier.",
            lambda value: col(TaskTable.submit_time) <= value,
            lambda value, task: task.submit_time <= task.unit.until(value),
            stored=lambda value, unit: unit.until(value),
        )
    )
    prompt_contains: str | None = declare(
        Filter(
            "Has this text in its prompt; ASCII letters are compared without case.",
            lambda value: col(TaskTable.prompt).icontains(value, autoescape=True),
            lambda value, task: _contains(task.prompt, value),
        )
    )
    finished: bool | None = declare(
        Filter(
            "Whether it has ended: with success, failure or cancellation.",
            _finished,
            lambda value, task: (task.status in FINAL) is value,
        )
    )
    channel_ids: tuple[int, ...] | None = declare(
        Filter(
            "Went through one of these channels.",
            lambda value: _among(col(TaskTable.channel_id), value),
            lambda value, task: task.channel_id in value,
            admins_only=True,
        )
    )
    user_ids: tuple[int, ...] | None = declare(
        Filter(
            "Belongs to one of these users.",
            lambda value: _among(col(TaskTable.user_id), value),
            lambda value, task: task.user_id in value,
            admins_only=True,
        )
    )

    def as_listing(self, unit: TimeUnit) -> TaskFilters | None:
        """Give the filters of a listing by page that select the same tasks; None where it has no such."""
        given = {name: filter_.stored(value, unit) for name, value, filter_ in self.given()}
        channels = given.pop("channel_ids", (None,))
        if len(channels) != 1 or channels[0] == 0 or not given.keys() <= {"submitted_from", "submitted_to"}:
            return None
        start, end = given.get("submitted_from"), given.get("submitted_to")
        return TaskFilters(None, channels[0], start, end, as_stored=bool(given))


def permitted(viewer: Viewer, filter_: TaskFilter) -> TaskFilter:
    """Give the filter back where the viewer may use it, and it is within its limits.

    Raises:
        Forbidden: a filter that is for admins.
        BadUserInput: a filter outside its limits; see `Filters.checked`.
    """
    if any(declared.admins_only for _, _, declared in filter_.given()):
        require_admin(viewer)
    return filter_.checked()
