"""The unit of a database's stored times, and numbers from outside in either unit."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Protocol

# Below it a number is seconds (until the year 5138), from it on milliseconds (since 1973).
FIRST_MILLISECONDS = 100_000_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bounds(Protocol):
    """Turns a time from outside into the bound of stored ones."""

    def at_least(self, number: int) -> int:
        """Give the smallest stored number that is not before `number`."""

    def at_most(self, number: int) -> int:
        """Give the largest stored number that is not after `number`."""


class AsStored:
    """Takes a number from outside for a stored one, whatever the unit."""

    def at_least(self, number: int) -> int:
        """Give the number back."""
        return number

    def at_most(self, number: int) -> int:
        """Give the number back."""
        return number


class TimeUnit(IntEnum):
    """How many of the stored numbers make a second."""

    SECONDS = 1
    MILLISECONDS = 1000

    def at_least(self, number: int) -> int:
        """Give the smallest stored number that is not before `number`, which is in either unit."""
        return -(-_milliseconds(number) * self // 1000)

    def at_most(self, number: int) -> int:
        """Give the largest stored number that is not after `number`, which is in either unit."""
        return _milliseconds(number) * self // 1000

    def since(self, moment: datetime) -> int:
        """Give the smallest stored number that is not before a moment."""
        return -(-_microseconds(moment) * self // 1_000_000)

    def until(self, moment: datetime) -> int:
        """Give the largest stored number that is not after a moment."""
        return _microseconds(moment) * self // 1_000_000

    def moment(self, stored: int) -> datetime | None:
        """Give the moment of a stored number, UTC; None where it is 0, or after the year 9999."""
        try:
            return EPOCH + timedelta(milliseconds=stored * 1000 // self) if stored else None
        except OverflowError:
            return None


def found_in(submit_times: Iterable[int]) -> TimeUnit | None:
    """Find the unit that most of the times are in; None where there are none."""
    votes = [time >= FIRST_MILLISECONDS for time in submit_times if time > 0]
    if not votes:
        return None
    return TimeUnit.MILLISECONDS if sum(votes) * 2 >= len(votes) else TimeUnit.SECONDS


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _milliseconds(number: int) -> int:
    return number * 1000 if abs(number) < FIRST_MILLISECONDS else number
