"""When reads have to end: SQLite is interrupted there, as no cancellation reaches its threads."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

# Instructions of SQLite's virtual machine between two looks at the clock; about a millisecond.
INSTRUCTIONS = 50_000

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


def interrupt_late_reads(engine: AsyncEngine) -> None:
    """Make an engine's SQLite connections look at the deadline of whoever borrows them."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        def late() -> bool:
            return bool(time.monotonic() > record.info.get("deadline", inf))

        connection.run_async(lambda driver: driver.set_progress_handler(late, INSTRUCTIONS))

    @event.listens_for(engine.sync_engine, "checkout")
    def _lending(_: Any, record: Any, __: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        record.info["deadline"] = _deadline.get()
