"""How long and how hard a soak is."""

from dataclasses import dataclass

SHORT_SECONDS = 120
# The update log keeps ten minutes, and the page caches of SQLite grow with the database until they are full.
WARM_UP_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Plan:
    """The measures of one soak.

    Attributes:
        seconds: for which tasks are submitted and things go wrong, the warm-up included.
        channels: each with an upstream, and with faults, of its own.
        pace: how many times faster than real ones tasks are.
        timeout_seconds: after which a task has failed; longer than any task takes at that pace.
        poll_interval_seconds: between two polls of a task, at most.
        longest_fault_seconds: of a fault; after five failed polls an upstream is left alone for 30 s.
        warm_up_seconds: after which memory should not grow any more.
    """

    seconds: float
    pace: float
    timeout_seconds: float
    poll_interval_seconds: float
    longest_fault_seconds: float
    warm_up_seconds: float
    channels: int = 6
    users: int = 30
    tasks_a_minute: int = 1_000

    @classmethod
    def lasting(cls, seconds: float) -> "Plan":
        """Make the plan of a soak that is measured for so long.

        A short one has no warm-up to speak of, faster tasks, and faults that are soon over.
        """
        if seconds < SHORT_SECONDS:
            return cls(seconds, 40, 10, 2, 2, 2)
        return cls(WARM_UP_SECONDS + seconds, 4, 150, 5, 12, WARM_UP_SECONDS)

    @property
    def measured_seconds(self) -> float:
        """How long the process is measured for."""
        return self.seconds - self.warm_up_seconds

    @property
    def drain_seconds(self) -> float:
        """How long after the faults every task must have ended: twice what patience takes."""
        return 2 * (self.timeout_seconds + 30 + 10 * self.poll_interval_seconds)
