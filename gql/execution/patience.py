"""How long an operation may take."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, aclosing
from math import ceil
from types import TracebackType
from typing import TypeVar

from gql.execution.limits.errors import TimedOut
from gql.execution.limits.limits import Limits
from gql.storage.deadline import reads_end_after

# SQLite ends a late statement a moment after the operation was ended, so that clients hear of the latter.
GRACE_SECONDS = 0.1
Part = TypeVar("Part")


class InTime:
    """Ends the block, and its statements, when its time is over; `end` is that moment of the loop.

    A class, as a generator would take as long as a whole read.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._begin = asyncio.get_running_loop().time()
        self.end = self._begin + limits.seconds
        self._timeout = asyncio.timeout_at(self.end)
        self._reads: AbstractContextManager[None] = reads_end_after(limits.seconds + GRACE_SECONDS)

    async def __aenter__(self) -> "InTime":
        if self._limits.enforced:
            self._reads.__enter__()
            await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._limits.enforced:
            if error is None:
                self._limits.check("seconds", ceil(asyncio.get_running_loop().time() - self._begin))
            return
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise TimedOut(seconds=f"{self._limits.seconds:g}") from None
        finally:
            self._reads.__exit__(None, None, None)

    async def until_end(self, parts: AsyncGenerator[Part, None]) -> AsyncGenerator[Part, None]:
        """Give what comes after the block, until the same moment.

        Raises:
            TimedOut: it had not ended by then.
        """
        async with aclosing(parts):
            while True:
                try:
                    async with asyncio.timeout_at(self.end):
                        part = await anext(parts, None)
                except TimeoutError:
                    raise TimedOut(seconds=f"{self._limits.seconds:g}") from None
                if part is None:
                    return
                yield part
