"""Waiting: for an event, no longer than a while; for work that must not be left half done; when cancelled."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Result = TypeVar("Result")


class Bell:
    """Wakes the one who waits; an `asyncio.Event` would keep room for many."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: asyncio.Future[None] | None = None

    def ring(self) -> None:
        """Wake who waits; where nobody does, nothing is kept of it."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    async def heard(self) -> None:
        """Wait for the next ring."""
        self._waiting = asyncio.get_running_loop().create_future()
        await self._waiting


async def happens(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait for an event, at most so long where that is said, and tell whether it has happened."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


async def to_its_end(work: Awaitable[Result]) -> Result:
    """Await work also where the caller is cancelled meanwhile; the cancellation is raised after its end."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
    if cancelled:
        if not task.cancelled():
            task.exception()  # else asyncio logs it as never retrieved
        raise cancelled
    return task.result()


@contextmanager
def no_cancellation_lost() -> Iterator[None]:
    """Cancel this task at the block's end where it was cancelled inside, and what ran there went on.

    `asyncio.wait_for` goes on where what it waits for comes at once with the cancellation, until Python 3.12.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    yield
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
