"""The clock: what the time is, and how much of it has passed; tests bring their own."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now_ms(self) -> int:
        """Give the milliseconds since 1970, UTC; they may jump when the machine's clock is set."""

    def monotonic(self) -> float:
        """Give seconds that only ever grow, from no particular beginning."""


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Give the milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Give seconds that only ever grow."""
        return time.monotonic()
