"""A circuit breaker: an upstream that keeps failing is left alone for a while, then asked once to see."""

from enum import Enum
from random import Random

from gql.clock import Clock

FAILURES = 5
OPEN_SECONDS = 30.0
LONGEST_SECONDS = 300.0
JITTER = 0.1


class BreakerState(Enum):
    """Whether requests pass."""

    CLOSED = "closed"
    PROBING = "probing"
    OPEN = "open"


class Breaker:
    """Opens after 5 failures in a row, for 30 s x n up to 300 s; n counts the openings in a row.

    Up to a tenth is added to each time, so that channels that failed together are not asked together.
    """

    def __init__(self, clock: Clock, rng: Random) -> None:
        self.state = BreakerState.CLOSED
        self._clock = clock
        self._rng = rng
        self._failures = 0
        self._openings = 0
        self._opens_until = 0.0

    @property
    def is_closed(self) -> bool:
        """Whether nothing is wrong with the upstream, as far as is known."""
        return self.state is BreakerState.CLOSED

    @property
    def is_ready(self) -> bool:
        """Whether `admit` would let a request pass."""
        if self.state is BreakerState.OPEN:
            return self._clock.monotonic() >= self._opens_until
        return self.is_closed

    def admit(self) -> bool:
        """Tell whether a request may be made; its end must be told.

        Once an open breaker's time is over it lets one request pass, and no second before that one's end.
        """
        ready = self.is_ready
        if ready and self.state is BreakerState.OPEN:
            self.state = BreakerState.PROBING
        return ready

    def succeeded(self) -> None:
        """Take note of an answer: all is forgotten."""
        self.state = BreakerState.CLOSED
        self._failures = self._openings = 0

    def failed(self) -> None:
        """Take note of a request that failed."""
        self._failures += 1
        if self.state is BreakerState.PROBING or self._failures >= FAILURES:
            self._open()

    def cancelled(self) -> None:
        """Take note of a request that was called off, which says nothing of the upstream."""
        if self.state is BreakerState.PROBING:
            self.state = BreakerState.OPEN

    def _open(self) -> None:
        self._openings += 1
        seconds = min(OPEN_SECONDS * self._openings, LONGEST_SECONDS)
        self._opens_until = self._clock.monotonic() + seconds * (1 + self._rng.uniform(0, JITTER))
        self.state = BreakerState.OPEN
