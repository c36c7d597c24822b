"""How long an event loop keeps everybody waiting."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

TICK_SECONDS = 0.001
# An idle machine needs 50 ms at most; other programs and the measuring of coverage take three times as long.
# They can only add to it, so the least of several attempts is nearest to what the operation itself does.
STALL_SECONDS = 0.3
ATTEMPTS = 5


@dataclass
class Stall:
    """The longest time between two turns of a task that only wants to run again."""

    seconds: float = 0.0


@asynccontextmanager
async def longest_stall() -> AsyncIterator[Stall]:
    """Measure the loop's longest stall while the block runs."""
    stall = Stall()

    async def tick() -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.perf_counter()
            stall.seconds = max(stall.seconds, now - before - TICK_SECONDS)
            before = now

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield stall
        await asyncio.sleep(2 * TICK_SECONDS)  # the turn that the block may have kept from the task
    finally:
        ticking.cancel()


async def least_stall(attempt: Callable[[], Awaitable[None]]) -> float:
    """Give the seconds of the first attempt that stalls the loop for less than the bound, or of the best."""
    stalls = []
    for _ in range(ATTEMPTS):
        async with longest_stall() as stall:
            await attempt()
        stalls.append(stall.seconds)
        if stall.seconds < STALL_SECONDS:
            break
    return min(stalls)
