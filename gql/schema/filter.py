"""The input `TaskFilter`."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import strawberry
from strawberry import UNSET

from gql.tasks.filters import declared
from gql.tasks.search import TaskFilter
from gql.tasks.words import TaskAction, TaskStatus

FILTERS = declared(TaskFilter)


def _narrows(name: str) -> Any:  # noqa: ANN401 - the class says the field's type
    filter_ = FILTERS[name]
    audience = " For admins." if filter_.admins_only else ""
    return strawberry.field(default=UNSET, description=filter_.description + audience)


@strawberry.input(name="TaskFilter", description="What tasks are narrowed to; null is no filter.")
class TaskFilterInput:
    """The filters of `gql.tasks.search.TaskFilter`."""

    mj_ids: list[str] | None = _narrows("mj_ids")
    statuses: list[TaskStatus] | None = _narrows("statuses")
    actions: list[TaskAction] | None = _narrows("actions")
    submitted_from: datetime | None = _narrows("submitted_from")
    submitted_to: datetime | None = _narrows("submitted_to")
    prompt_contains: str | None = _narrows("prompt_contains")
    finished: bool | None = _narrows("finished")
    channel_ids: list[int] | None = _narrows("channel_ids")
    user_ids: list[int] | None = _narrows("user_ids")


def task_filter(given: TaskFilterInput | None) -> TaskFilter:
    """Read the input, which may be left out or null, and so may each of its fields."""
    values = {part.name: getattr(given, part.name, UNSET) for part in fields(TaskFilter)}
    return TaskFilter(**{name: _frozen(value) for name, value in values.items() if value is not UNSET})


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a list becomes a tuple, by which statements are grouped
    return tuple(value) if isinstance(value, list) else value
