"""What counting listings has given, and the counting that goes on."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, Generic, TypeVar

from gql.memory import Memory
from gql.tasks.filters import TaskFilters
from gql.tasks.scope import Scope

Result = TypeVar("Result")
Listing = tuple[Scope, TaskFilters]


class Counts(Generic[Result]):
    """Counts of listings, of the latest that were asked for."""

    def __init__(self, count: Callable[[Listing], Coroutine[Any, Any, Result]], most: int) -> None:
        """Begin with none.

        Args:
            count: counts a listing, which may take long.
            most: of how many listings they are kept.
        """
        self._count = count
        self._counting: dict[Listing, asyncio.Task[Result]] = {}
        self.kept = Memory[Listing, Result](most)

    def start(self, listing: Listing) -> asyncio.Task[Result]:
        """Begin to count a listing, once for all who ask meanwhile, whatever becomes of them."""
        if listing not in self._counting:
            # In a context of its own, as whoever asks first may be given less time than it takes.
            task = asyncio.create_task(self._count(listing), context=Context())
            task.add_done_callback(lambda done: self._ended(listing, done))
            self._counting[listing] = task
        return self._counting[listing]

    async def settle(self) -> None:
        """Wait for the counts that are being made."""
        await asyncio.gather(*self._counting.values(), return_exceptions=True)

    async def close(self) -> None:
        """End the counts that are being made."""
        for task in self._counting.values():
            task.cancel()
        await self.settle()

    def _ended(self, listing: Listing, task: asyncio.Task[Result]) -> None:
        del self._counting[listing]
        if not task.cancelled() and not task.exception():
            self.kept.put(listing, task.result())
