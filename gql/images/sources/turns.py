"""How much is fetched at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from gql.images.errors import Busy

WAIT_SECONDS: Final = 10.0
WAITING: Final = 256
RETRY_SECONDS: Final = 5


class Turns:
    """Lets so many in at a time; the others wait a while, in a line that has an end."""

    def __init__(self, at_once: int, *, seconds: float = WAIT_SECONDS, waiting: int = WAITING) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._seconds = seconds
        self._places = waiting

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Be one of them within the block.

        Raises:
            Busy: the line is full, or it took too long.
        """
        if self._places <= 0:
            raise Busy(seconds=RETRY_SECONDS)
        self._places -= 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Busy(seconds=RETRY_SECONDS) from None
        finally:
            self._places += 1
        try:
            yield
        finally:
            self._free.release()
