"""A clock that stands still until a test sets it."""

from dataclasses import dataclass


@dataclass
class FakeClock:
    """Tells the time that it was given; both kinds of time pass together."""

    wall_ms: int = 1_790_000_000_000
    seconds: float = 0.0

    def now_ms(self) -> int:
        """Give the milliseconds since 1970."""
        return self.wall_ms

    def monotonic(self) -> float:
        """Give the seconds that have passed."""
        return self.seconds

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.wall_ms += round(seconds * 1000)
