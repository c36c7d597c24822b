"""What can be found out about many tasks: each measure is declared once, and is one statement.

All SQL here is plain arithmetic, CASE and window functions, the same on SQLite, PostgreSQL and MySQL.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Label, Row, case, cast, func, literal, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col

from gql.tasks.model import TaskTable
from gql.tasks.summaries.folds import (
    buckets,
    by_id,
    by_word,
    durations,
    quota_spent,
    success_rate,
    timeline,
    total,
)  # fmt: skip
from gql.tasks.summaries.intervals import Interval, dated, in_unit
from gql.tasks.summaries.limits import BUCKETS_MAX, FACET_MAX, PERCENTILES, QUOTA_BASE, TIMELINE_MAX
from gql.tasks.times import TimeUnit
from gql.tasks.words import FINAL, TaskAction, TaskStatus, Word

STATUS = col(TaskTable.status)
ID_MAX = 2**31 - 1
DAYS_OF_MONTH = 31

Columns = Callable[[TimeUnit], Sequence[Label[Any]]]
Clauses = Callable[[TimeUnit], Sequence[ColumnElement[bool]]]


@dataclass(frozen=True, eq=False, slots=True)
class Measure:
    """What one statement finds out about the tasks of each owner."""

    values: Columns
    """What is computed of each group."""
    fold: Callable[[Sequence[Row[Any]], TimeUnit], Any]
    """Makes the value of one owner of the rows of that owner, of which there may be none."""
    by: Columns = lambda _: ()
    """What an owner's tasks are grouped by."""
    only: Clauses = lambda _: ()
    """Which tasks count, beside what the filter says."""
    order: Callable[[Any], Sequence[ColumnElement[Any]]] | None = None
    """How an owner's rows are numbered; `keep` needs the numbers."""
    keep: Callable[[Any], ColumnElement[bool]] | None = None
    """Which of the rows are read, by `place`, from 1, and `size`, the number of the owner's rows."""
    aggregated: bool = True
    """Whether a row is a group, or a task."""


def _count_of(*statuses: TaskStatus) -> ColumnElement[int]:
    return func.count(case((STATUS.in_([status.value for status in statuses]), 1)))


def _quota() -> tuple[Label[Any], Label[Any]]:
    """Sum quotas in two parts: SQLite's `sum` ends with an error beyond 64 bits."""
    quota = cast(col(TaskTable.quota), BigInteger)
    low = quota % literal(QUOTA_BASE)
    return func.sum((quota - low) // literal(QUOTA_BASE)).label("quota_high"), func.sum(low).label(
        "quota_low"
    )


def _by_word(column: Mapped[str], words: type[Word]) -> Measure:
    """Count tasks by their words; all that are outside of the set are counted together."""
    known = column.in_([word.value for word in words])
    return Measure(
        by=lambda _: [case((known, column), else_=words["UNKNOWN"].value).label("word")],
        values=lambda _: [func.count().label("tasks")],
        fold=lambda rows, _: by_word(rows, words),
    )


def _by_id(column: Mapped[int]) -> Measure:
    """Count tasks by an id, those with most tasks; what can be no id is counted as 0."""
    id_ = cast(column, BigInteger)
    return Measure(
        by=lambda _: [case((id_.between(1, ID_MAX), id_), else_=0).label("value_id")],
        values=lambda _: [func.count().label("tasks")],
        order=lambda rows: [rows.tasks.desc(), rows.value_id],
        keep=lambda rows: rows.place <= FACET_MAX,
        fold=lambda rows, _: by_id(rows),
    )


def _timeline(interval: Interval) -> Measure:
    starts = DAYS_OF_MONTH * TIMELINE_MAX if interval is Interval.MONTH else TIMELINE_MAX
    return Measure(
        by=lambda unit: [interval.start_of(unit).label("start")],
        values=lambda _: [
            func.count().label("tasks"),
            _count_of(TaskStatus.SUCCESS).label("succeeded"),
            _count_of(TaskStatus.FAILURE).label("failed"),
            *_quota(),
        ],
        only=lambda unit: [dated(unit)],
        order=lambda rows: [rows.start],
        keep=lambda rows: rows.place <= starts + 1,
        fold=lambda rows, unit: timeline(rows, unit, interval),
    )


def _near_percentile(rows: Any) -> ColumnElement[bool]:  # noqa: ANN401 - the columns of a subquery
    """Select the rows on both sides of each percentile, in whole numbers."""
    distances = [(rows.place - 1) * 100 - (rows.size - 1) * percent for percent in PERCENTILES]
    return or_(*(distance.between(-99, 99) for distance in distances))


TOTAL = Measure(values=lambda _: [func.count().label("tasks")], fold=lambda rows, _: total(rows))
BY_STATUS = _by_word(STATUS, TaskStatus)
BY_ACTION = _by_word(col(TaskTable.action), TaskAction)
BY_CHANNEL = _by_id(col(TaskTable.channel_id))
BY_USER = _by_id(col(TaskTable.user_id))
QUOTA_SPENT = Measure(values=lambda _: _quota(), fold=lambda rows, _: quota_spent(rows))
SUCCESS_RATE = Measure(
    values=lambda _: [
        _count_of(TaskStatus.SUCCESS).label("succeeded"),
        _count_of(*FINAL).label("finished"),
    ],
    fold=lambda rows, _: success_rate(rows),
)
DURATIONS = Measure(
    values=lambda _: [(col(TaskTable.finish_time) - col(TaskTable.submit_time)).label("duration")],
    only=lambda unit: [
        STATUS.in_([TaskStatus.SUCCESS.value]),
        in_unit(col(TaskTable.submit_time), unit),
        in_unit(col(TaskTable.finish_time), unit),
        col(TaskTable.submit_time) <= col(TaskTable.finish_time),
    ],
    order=lambda rows: [rows.duration],
    keep=_near_percentile,
    aggregated=False,
    fold=durations,
)
TIMELINES = {interval: _timeline(interval) for interval in Interval}
BUCKETS = Measure(
    by=lambda unit: [case((dated(unit), Interval.DAY.start_of(unit))).label("start")],
    values=lambda _: [func.count().label("tasks"), func.max(col(TaskTable.id)).label("newest_id")],
    order=lambda rows: [rows.newest_id.desc()],
    keep=lambda rows: rows.place <= BUCKETS_MAX + 1,
    fold=buckets,
)
