"""How long an event loop keeps everybody waiting."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

TICK_SECONDS = 0.001


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
    finally:
        await asyncio.sleep(0)
        ticking.cancel()
