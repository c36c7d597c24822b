"""Intervals of UTC, and which of them a task was submitted in."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from sqlalchemy import BigInteger, ColumnElement, cast
from sqlalchemy.orm import Mapped
from sqlmodel import col

from gql.tasks.model import TaskTable
from gql.tasks.times import EPOCH, FIRST_MILLISECONDS, TimeUnit

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS
WEEK_SECONDS = 7 * DAY_SECONDS
# 1970 began on a Thursday, three days after a Monday.
MONDAY_SECONDS = 3 * DAY_SECONDS
# The last second of the year 9999, the last that a `DateTime` can tell.
LAST_SECOND = 253_402_300_799


class Interval(StrEnum):
    """How long a bucket of a timeline is, in UTC."""

    meaning: str
    counted_seconds: int
    HOUR = "HOUR", "An hour.", HOUR_SECONDS
    DAY = "DAY", "A day.", DAY_SECONDS
    WEEK = "WEEK", "A week, which begins on Monday.", WEEK_SECONDS
    # Months differ in length: SQL counts their days, which are put together afterwards.
    MONTH = "MONTH", "A calendar month.", DAY_SECONDS

    def __new__(cls, word: str, meaning: str, counted_seconds: int) -> Self:
        """Make a member that is equal to its word; SQL counts by `counted_seconds`."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        member.counted_seconds = counted_seconds
        return member

    def start_of(self, unit: TimeUnit) -> ColumnElement[int]:
        """Give SQL for the start that `begins_at` takes; by remainder, as `/` differs between databases."""
        time = cast(col(TaskTable.submit_time), BigInteger)
        shift = MONDAY_SECONDS if self is Interval.WEEK else 0
        start: ColumnElement[int] = time - (time + shift * unit) % (self.counted_seconds * unit)
        return start

    def begins_at(self, start: int, unit: TimeUnit) -> datetime:
        """Give the moment at which the interval of a start that SQL found begins."""
        moment = EPOCH + timedelta(seconds=start // unit)
        return moment.replace(day=1) if self is Interval.MONTH else moment


def dated(unit: TimeUnit) -> ColumnElement[bool]:
    """Select tasks whose submission has a moment after 1970 began; a text that SQLite let in has none."""
    return col(TaskTable.submit_time).between(1, (LAST_SECOND + 1) * unit - 1)


def in_unit(column: Mapped[int], unit: TimeUnit) -> ColumnElement[bool]:
    """Select times that are known and in the database's own unit."""
    if unit is TimeUnit.SECONDS:
        return column.between(1, FIRST_MILLISECONDS - 1)
    return column.between(FIRST_MILLISECONDS, (LAST_SECOND + 1) * unit - 1)
