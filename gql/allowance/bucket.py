"""Buckets of points: one for each account, full at first, refilled at an even rate."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Protocol

MINUTE = 60.0
ACCOUNTS_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many points a minute restores; a full bucket holds as many."""

    points: int

    @property
    def per_second(self) -> float:
        """Points that a second restores."""
        return self.points / MINUTE

    def seconds(self, points: float) -> int:
        """Tell in how many whole seconds so many points are restored."""
        return max(ceil(points / self.per_second), 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether points were taken, and how many are left."""

    granted: bool
    left: float


class Buckets(Protocol):
    """The buckets of all accounts."""

    async def take(self, account: str, points: float) -> Outcome:
        """Take points out of a bucket, all of them or none; a negative number puts them back."""

    async def close(self) -> None:
        """Give back what the buckets are kept with."""


class MemoryBuckets:
    """Buckets of this process alone.

    Those that were not used for longest are forgotten first; after a minute they are full, as new ones are.
    """

    def __init__(
        self, rate: Rate, clock: Callable[[], float] = time.monotonic, kept: int = ACCOUNTS_KEPT
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._kept = kept
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, account: str, points: float) -> Outcome:
        """See `Buckets`."""
        now = self._clock()
        left, since = self._buckets.pop(account, (self._rate.points, now))
        left = min(left + (now - since) * self._rate.per_second, self._rate.points)
        granted = points <= left
        if granted:
            left = min(left - points, self._rate.points)
        self._buckets[account] = left, now
        if len(self._buckets) > self._kept:
            self._buckets.popitem(last=False)
        return Outcome(granted, left)

    async def close(self) -> None:
        """See `Buckets`."""
