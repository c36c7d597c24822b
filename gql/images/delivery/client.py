"""The client at the other end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive


@asynccontextmanager
async def while_there(receive: Receive) -> AsyncIterator[None]:
    """Run the block until the client goes away; then it is cancelled, and what comes after it goes on."""
    there = asyncio.timeout(None)
    try:
        async with there:
            watching = asyncio.create_task(_end_without_client(receive, there))
            try:
                yield
            finally:
                watching.cancel()
    except TimeoutError:
        if not there.expired():
            raise


async def _end_without_client(receive: Receive, there: asyncio.Timeout) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    there.reschedule(0)
