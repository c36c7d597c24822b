"""The filters of the listings: each is declared once, with its meaning, its limits and its SQL clause.

GraphQL's arguments, REST's parameters and the OpenAPI document are drawn from these declarations.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache, partial
from typing import Any, Self

from sqlalchemy import ColumnElement, false
from sqlmodel import col

from gql.checks import INT64_MAX, INT64_MIN, check_list, check_number, check_text
from gql.tasks.model import Task, TaskTable
from gql.tasks.times import AsStored, Bounds, TimeUnit


def by_sql_alone(_value: object, _task: Task) -> bool:
    """Stand for the test of filters that no update is tested by."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter.

    Attributes:
        description: what it means.
        clause: the SQL clause of a stored value.
        holds: the same in Python, of a value from outside.
        admins_only: whether it is for admins.
        stored: gives the stored value of one from outside, by the bounds of stored times.
    """

    description: str
    clause: Callable[[Any], ColumnElement[bool]]
    holds: Callable[[Any, Task], bool] = by_sql_alone
    admins_only: bool = False
    stored: Callable[[Any, Any], Any] = lambda value, _: value


def declare(filter_: Filter) -> Any:  # noqa: ANN401 - a dataclass field has the type of its value
    """Declare a field of a set of filters."""
    return field(default=None, metadata={"filter": filter_})


class Filters:
    """A set of filters that are all to be satisfied, each a field of a dataclass made by `declare`."""

    def checked(self) -> Self:
        """Give the filters back where each is within its limits.

        Raises:
            OutOfRange: a number that is negative or has more than 63 bits.
            TooLong, NotText: a text that no task can have.
            TooMany: a list of over 100 values.
        """
        for name, value, _ in self.given():
            values = value if isinstance(value, tuple) else (value,)
            check_list(name, values)
            for single in values:
                self.check(name, single)
        return self

    def check(self, name: str, value: object) -> None:
        """Refuse one value outside its limits."""
        if type(value) is str:
            check_text(name, value)
        elif type(value) is int:
            check_number(name, value, 0, INT64_MAX)

    def clauses(self, unit: TimeUnit) -> list[ColumnElement[bool]]:
        """Give the SQL clauses that a task must satisfy, all of them."""
        return [filter_.clause(filter_.stored(value, unit)) for _, value, filter_ in self.given()]

    def tests(self) -> list[Callable[[Task], bool]]:
        """Give the tests that are to a task that was read what the clauses are to its row, all of them."""
        return [partial(filter_.holds, value) for _, value, filter_ in self.given()]

    def matches(self, task: Task) -> bool:
        """Tell whether a task that was read satisfies the clauses; an unknown time passes for 1970."""
        return all(test(task) for test in self.tests())

    def given(self) -> Iterator[tuple[str, Any, Filter]]:
        """Give the name, value and declaration of each filter that is set."""
        kind: Any = type(self)  # mypy takes no class for hashable
        for name, filter_ in declared(kind).items():
            value = getattr(self, name)
            if value is not None and value != "":
                yield name, value, filter_


@dataclass(frozen=True, slots=True)
class TaskFilters(Filters):
    """What a listing by page is narrowed to; None and "" are no filter.

    `as_stored` compares times with the stored numbers as they are, and takes every number of 64 bits;
    `nothing` selects no task at all, whatever else is said.
    """

    mj_id: str | None = declare(
        Filter(
            "The upstream's id of the task, whole and in its case.",
            lambda value: col(TaskTable.mj_id) == value,
        )
    )
    channel_id: int | None = declare(
        Filter(
            "The id of the channel that was used.",
            lambda value: col(TaskTable.channel_id) == value,
            admins_only=True,
        )
    )
    start_timestamp: int | None = declare(
        Filter(
            "Submitted at this Unix time or later; below 100,000,000,000 it is seconds, else milliseconds.",
            lambda value: col(TaskTable.submit_time) >= value,
            stored=lambda value, bounds: bounds.at_least(value),
        )
    )
    end_timestamp: int | None = declare(
        Filter(
            "Submitted at this Unix time or earlier; below 100,000,000,000 it is seconds, else milliseconds.",
            lambda value: col(TaskTable.submit_time) <= value,
            stored=lambda value, bounds: bounds.at_most(value),
        )
    )
    as_stored: bool = False
    nothing: bool = False

    @property
    def timed(self) -> bool:
        """Whether the tasks are of a time, and so may lie anywhere among the ids."""
        return self.start_timestamp is not None or self.end_timestamp is not None

    def check(self, name: str, value: object) -> None:
        """Refuse one value outside its limits; a number that is compared as it is may be negative."""
        if self.as_stored and type(value) is int:
            check_number(name, value, INT64_MIN, INT64_MAX)
        else:
            Filters.check(self, name, value)

    def clauses(self, unit: TimeUnit) -> list[ColumnElement[bool]]:
        """Give the SQL clauses that a task must satisfy, all of them."""
        if self.nothing:
            return [false()]
        stored = self.stored(unit)
        return [filter_.clause(stored[name]) for name, _, filter_ in self.given()]

    def stored(self, unit: TimeUnit) -> dict[str, Any]:
        """Give the stored values that tasks are compared with, by the names of the filters."""
        bounds: Bounds = AsStored() if self.as_stored else unit
        return {name: filter_.stored(value, bounds) for name, value, filter_ in self.given()}


@cache
def declared(filters: type[Any]) -> dict[str, Filter]:
    """Give the filters of a set by their names."""
    return {part.name: part.metadata["filter"] for part in fields(filters) if part.metadata}


FILTERS = declared(TaskFilters)
