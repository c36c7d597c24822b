"""From the rows of one owner to the value that is told: pure functions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from gql.tasks.summaries.errors import TooManyBuckets
from gql.tasks.summaries.intervals import Interval
from gql.tasks.summaries.limits import BUCKETS_MAX, MEDIAN, P95, QUOTA_BASE, TIMELINE_MAX
from gql.tasks.summaries.model import Count, Durations, TaskBucket, TimelineBucket
from gql.tasks.times import TimeUnit
from gql.tasks.words import Word

Rows = Sequence[Row[Any]]


def total(rows: Rows) -> int:
    """Give the number of tasks."""
    return sum(row.tasks for row in rows)


def by_word(rows: Rows, words: type[Word]) -> list[Count[Word]]:
    """Give the words that occur, in the order of their set."""
    counts = {words.of(row.word): row.tasks for row in rows}
    return [Count(word, counts[word]) for word in words if word in counts]


def by_id(rows: Rows) -> list[Count[int]]:
    """Give the ids in the order of the rows."""
    return [Count(row.value_id, row.tasks) for row in rows]


def quota_spent(rows: Rows) -> int:
    """Put the two parts of the sum together."""
    return sum(int(row.quota_high or 0) * QUOTA_BASE + int(row.quota_low or 0) for row in rows)


def success_rate(rows: Rows) -> float | None:
    """Give the share of successes among the tasks that have ended, 0 to 1; None where none has."""
    return next((row.succeeded / row.finished for row in rows if row.finished), None)


def durations(rows: Rows, unit: TimeUnit) -> Durations:
    """Give the percentiles, between two durations by linear interpolation."""
    if not rows:
        return Durations()
    found = {row.place - 1: row.duration / unit for row in rows}
    last = rows[0].size - 1
    return Durations(_percentile(found, last, MEDIAN), _percentile(found, last, P95))


def timeline(rows: Rows, unit: TimeUnit, interval: Interval) -> list[TimelineBucket]:
    """Give the intervals that have tasks, in their order.

    Raises:
        TooManyBuckets: more than 2,000.
    """
    parts: dict[datetime, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        parts[interval.begins_at(row.start, unit)].append(row)
    if len(parts) > TIMELINE_MAX:
        raise TooManyBuckets("timeline", limit=TIMELINE_MAX)
    return [_bucket(starts_at, parts[starts_at]) for starts_at in sorted(parts)]


def buckets(rows: Rows, unit: TimeUnit) -> list[TaskBucket]:
    """Give the days in the order of the connection: by their newest tasks.

    Raises:
        TooManyBuckets: more than 3,660.
    """
    if len(rows) > BUCKETS_MAX:
        raise TooManyBuckets("task_buckets", limit=BUCKETS_MAX)
    return [TaskBucket(_day(row.start, unit), row.tasks, row.newest_id) for row in rows]


def _bucket(starts_at: datetime, rows: Rows) -> TimelineBucket:
    return TimelineBucket(
        starts_at,
        total=total(rows),
        succeeded=sum(row.succeeded for row in rows),
        failed=sum(row.failed for row in rows),
        quota_spent=quota_spent(rows),
    )


def _day(start: int | None, unit: TimeUnit) -> datetime | None:
    return None if start is None else Interval.DAY.begins_at(start, unit)


def _percentile(found: Mapping[int, float], last: int, percent: int) -> float:
    below, hundredths = divmod(last * percent, 100)
    if not hundredths:
        return found[below]
    return found[below] + (found[below + 1] - found[below]) * hundredths / 100
