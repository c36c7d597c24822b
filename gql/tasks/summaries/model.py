"""What summaries, facets and buckets are made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from gql.keyset import cursors
from gql.tasks.scope import Scope
from gql.tasks.search import TaskFilter

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class TaskSummary:
    """The tasks of a scope that satisfy a filter; what is said of them is read when it is asked for."""

    scope: Scope
    filter: TaskFilter


@dataclass(frozen=True, slots=True)
class Count(Generic[Value]):
    """How many tasks have a value: a word, or the id of a user or a channel (0 where there is none)."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Durations:
    """Percentiles of the seconds from submission to end, of successful tasks; None where there are none."""

    median: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class TimelineBucket:
    """What was submitted in one interval."""

    starts_at: datetime
    total: int = 0
    succeeded: int = 0
    failed: int = 0
    quota_spent: int = 0


@dataclass(frozen=True, slots=True)
class TaskBucket:
    """What was submitted on one day; `starts_at` is None for tasks without a known time."""

    starts_at: datetime | None
    count: int
    newest_id: int

    @property
    def cursor(self) -> str:
        """Give the cursor after which the connection goes on with the newest task of the day."""
        return cursors.encode(cursors.TASKS, min(self.newest_id + 1, 2**63 - 1))
