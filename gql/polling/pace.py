"""When a task is asked about next."""

QUICK_SECONDS = 1.5
# A task that has been quiet for a minute is asked about every six seconds.
SHARE = 0.1


def pause_seconds(quiet_seconds: float, interval_seconds: float) -> float:
    """Give the seconds until a task is asked about again: the quieter it has been, the more.

    Args:
        quiet_seconds: since the task was submitted, or since it was last seen to change.
        interval_seconds: the longest pause; where it is short, also the shortest.
    """
    return min(max(QUICK_SECONDS, quiet_seconds * SHARE), interval_seconds)
