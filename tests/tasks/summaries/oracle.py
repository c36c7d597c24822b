"""What a summary must tell, worked out from plain rows by Python alone."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from gql.tasks.model import read_number
from gql.tasks.summaries.intervals import Interval
from gql.tasks.times import TimeUnit
from gql.tasks.words import TaskAction, TaskStatus

Row = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR_10000 = 253_402_300_800
SPLIT = 100_000_000_000


def words(rows: Sequence[Row], column: str, known: Iterable[str]) -> dict[str, int]:
    known = set(known)
    return Counter(row[column] if row[column] in known else "UNKNOWN" for row in rows)


def statuses(rows: Sequence[Row]) -> dict[str, int]:
    return words(rows, "status", TaskStatus.__members__)


def actions(rows: Sequence[Row]) -> dict[str, int]:
    return words(rows, "action", TaskAction.__members__)


def quota(rows: Sequence[Row]) -> int:
    return sum(read_number(row["quota"]) for row in rows)


def success_rate(rows: Sequence[Row]) -> float | None:
    ended = [row["status"] for row in rows if row["status"] in {"SUCCESS", "FAILURE", "CANCEL"}]
    return ended.count("SUCCESS") / len(ended) if ended else None


def percentiles(rows: Sequence[Row], unit: TimeUnit) -> tuple[float | None, float | None]:
    low, high = (1, SPLIT - 1) if unit == 1 else (SPLIT, YEAR_10000 * 1000 - 1)

    def known(time: Any) -> bool:
        return isinstance(time, int | float) and low <= time <= high

    seconds = [
        (row["finish_time"] - row["submit_time"]) / unit
        for row in rows
        if row["status"] == "SUCCESS"
        and known(row["submit_time"])
        and known(row["finish_time"])
        and row["submit_time"] <= row["finish_time"]
    ]
    if not seconds:
        return None, None
    # Python's `quantiles` takes one value from 3.13 on only.
    cuts = statistics.quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else seconds
    return statistics.median(seconds), cuts[-1]


def moment(row: Row, unit: TimeUnit) -> datetime | None:
    time = row["submit_time"]
    if not isinstance(time, int | float) or not 1 <= time <= YEAR_10000 * unit - 1:
        return None
    return EPOCH + timedelta(seconds=int(time) // unit)


def begin(moment: datetime, interval: Interval) -> datetime:
    hour = moment.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    return {
        Interval.HOUR: hour,
        Interval.DAY: day,
        Interval.WEEK: day - timedelta(days=day.weekday()),
        Interval.MONTH: day.replace(day=1),
    }[interval]


def timeline(rows: Sequence[Row], unit: TimeUnit, interval: Interval) -> list[tuple[Any, ...]]:
    parts: dict[datetime, list[Row]] = defaultdict(list)
    for row in rows:
        if submitted := moment(row, unit):
            parts[begin(submitted, interval)].append(row)
    return [
        (start, len(part), statuses(part)["SUCCESS"], statuses(part)["FAILURE"], quota(part))
        for start, part in sorted(parts.items())
    ]


def buckets(rows: Sequence[Row], unit: TimeUnit) -> list[tuple[datetime | None, int, int]]:
    ids: dict[datetime | None, list[int]] = defaultdict(list)
    for row in rows:
        submitted = moment(row, unit)
        ids[submitted and begin(submitted, Interval.DAY)].append(row["id"])
    found = [(day, len(those), max(those)) for day, those in ids.items()]
    return sorted(found, key=lambda bucket: -bucket[2])


def ids(rows: Sequence[Row], column: str) -> list[tuple[int, int]]:
    valid = (read_number(row[column]) for row in rows)
    counts = Counter(id_ if 0 < id_ < 2**31 else 0 for id_ in valid)
    return sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:100]
