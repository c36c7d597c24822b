"""When people submit tasks: more by day than by night, more on weekdays, more from month to month."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import accumulate
from random import Random
from typing import Final

HOUR_MS: Final = 3_600_000
HOME: Final = timezone(timedelta(hours=8))
# How busy each hour of a day is, in Chinese time.
HOURS: Final = (34, 20, 11, 7, 5, 6, 10, 20, 42, 70, 88, 90, 74, 72, 92, 96, 92, 80, 66, 72, 88, 96, 84, 58)
DAYS: Final = (100, 104, 106, 104, 96, 74, 70)
GROWTH: Final = 1.8


def submit_times(random: Random, count: int, begin_ms: int, end_ms: int) -> Iterator[int]:
    """`count` times between the two moments, strictly ascending; milliseconds since 1970."""
    hours = max((end_ms - begin_ms) // HOUR_MS, 1)
    length_ms = (end_ms - begin_ms) / hours
    begins = [begin_ms + length_ms * hour for hour in range(hours)]
    busyness = (_busyness(begin) * (1 + GROWTH * hour / hours) for hour, begin in enumerate(begins))
    sums = list(accumulate(busyness))
    last, told = 0, 0
    for begin, reached in zip(begins, sums, strict=True):
        due = round(count * reached / sums[-1])
        for share in sorted([random.random() for _ in range(due - told)]):
            last = max(int(begin + share * length_ms), last + 1)
            yield last
        told = due


def _busyness(at_ms: float) -> int:
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(HOME)
    return HOURS[local.hour] * DAYS[local.weekday()]
