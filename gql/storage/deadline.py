"""When reads have to end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

_deadline: ContextVar[float] = ContextVar("deadline", default=inf)


@contextmanager
def reads_end_after(seconds: float) -> Iterator[None]:
    """Interrupt what is then still being read by this task, or by those that it starts in the block.

    A statement that is interrupted raises `Unavailable`.
    """
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def deadline() -> float:
    """Give the moment, by `time.monotonic`, at which the reads of this task have to end."""
    return _deadline.get()


def seconds_left() -> float | None:
    """Give how long the reads of this task may take; None for as long as they like."""
    moment = _deadline.get()
    return None if moment == inf else moment - time.monotonic()
