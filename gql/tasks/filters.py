"""The filters of the listings: each is declared once, with its meaning, its limits and its SQL clause.

GraphQL's arguments, REST's parameters and the OpenAPI document are drawn from these declarations.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlmodel import col

from gql.errors import NotText, OutOfRange, TooLong
from gql.tasks.model import TaskTable
from gql.tasks.times import AsStored, Bounds, TimeUnit

INT64_MAX = 2**63 - 1
INT64_MIN = -(2**63)
MJ_ID_LIMIT = 512
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: what it means, whether it is for admins, and the clause that it adds."""

    description: str
    clause: Callable[[Any, Bounds], ColumnElement[bool]]
    admins_only: bool = False


def _declare(filter_: Filter) -> Any:  # noqa: ANN401 - a dataclass field has the type of its value
    return field(default=None, metadata={"filter": filter_})


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What a listing is narrowed to; None and "" are no filter.

    `as_stored` compares times with the stored numbers as they are, and takes every number of 64 bits;
    `nothing` selects no task at all, whatever else is said.
    """

    mj_id: str | None = _declare(
        Filter(
            "The upstream's id of the task, whole and in its case.",
            lambda value, _: col(TaskTable.mj_id) == value,
        )
    )
    channel_id: int | None = _declare(
        Filter(
            "The id of the channel that was used.",
            lambda value, _: col(TaskTable.channel_id) == value,
            admins_only=True,
        )
    )
    start_timestamp: int | None = _declare(
        Filter(
            "Submitted at this Unix time or later; below 100,000,000,000 it is seconds, else milliseconds.",
            lambda value, unit: col(TaskTable.submit_time) >= min(unit.at_least(value), INT64_MAX),
        )
    )
    end_timestamp: int | None = _declare(
        Filter(
            "Submitted at this Unix time or earlier; below 100,000,000,000 it is seconds, else milliseconds.",
            lambda value, unit: col(TaskTable.submit_time) <= unit.at_most(value),
        )
    )
    as_stored: bool = False
    nothing: bool = False

    def checked(self) -> "TaskFilters":
        """Give the filters back where each is within its limits.

        Raises:
            OutOfRange: a number that is negative or has more than 63 bits.
            TooLong, NotText: a text that no task can have.
        """
        lowest = INT64_MIN if self.as_stored else 0
        for name, value, _ in self.given():
            if isinstance(value, str):
                check_text(name, value)
            elif not lowest <= value <= INT64_MAX:
                raise OutOfRange(name, low=lowest, high=INT64_MAX)
        return self

    def clauses(self, unit: TimeUnit) -> list[ColumnElement[bool]]:
        """Give the SQL clauses that a task must satisfy, all of them."""
        if self.nothing:
            return [false()]
        bounds = AsStored() if self.as_stored else unit
        return [filter_.clause(value, bounds) for _, value, filter_ in self.given()]

    def given(self) -> Iterator[tuple[str, Any, Filter]]:
        """Give the name, value and declaration of each filter that is set."""
        for name, filter_ in FILTERS.items():
            value = getattr(self, name)
            if value not in {None, ""}:
                yield name, value, filter_


FILTERS: dict[str, Filter] = {
    part.name: part.metadata["filter"] for part in fields(TaskFilters) if part.metadata
}


def check_text(name: str, value: str) -> None:
    """Refuse a text that no stored one can be equal to, and that some databases choke on.

    Raises:
        TooLong, NotText: naming the parameter.
    """
    if len(value) > MJ_ID_LIMIT:
        raise TooLong(name, limit=MJ_ID_LIMIT)
    if "\0" in value or LONE_SURROGATE.search(value):
        raise NotText(name)
