"""Loaders: what the fields of one step ask for is read together, and nothing twice in one request."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

from strawberry.dataloader import DataLoader

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Shared(DataLoader[Key, Value]):
    """A loader of which several fields may wait for the same value.

    Where a field fails, graphql-core cancels those beside it, and what they wait for: others of the operation
    that wait for the same would be cancelled with them.
    """

    def load(self, key: Key) -> Awaitable[Value]:
        """Give what only its own waiter can cancel."""
        return asyncio.shield(super().load(key))


class ByKey(Generic[Key, Value]):
    """The same for values that lists ask for by dozens: a future for each would take longer than all else."""

    def __init__(self, read: Callable[[list[Key]], Awaitable[Mapping[Key, Value]]]) -> None:
        """Take what reads the values that exist among some keys."""
        self._read = read
        self._reads: dict[Key, asyncio.Task[Mapping[Key, Value]]] = {}
        self._next: asyncio.Task[Mapping[Key, Value]] | None = None
        self._wanted: list[Key] = []

    async def load(self, key: Key) -> Value | None:
        """Give the value of a key, None where there is none."""
        return (await self.among([key]))[key]

    async def among(self, keys: Collection[Key]) -> dict[Key, Value | None]:
        """Give the values of some keys, None for those that have none."""
        for read in {self._read_of(key) for key in keys}:
            await asyncio.shield(read)
        return {key: self._reads[key].result().get(key) for key in keys}

    def _read_of(self, key: Key) -> asyncio.Task[Mapping[Key, Value]]:
        read = self._reads.get(key)
        if read is None:
            if self._next is None:
                self._next = asyncio.create_task(self._read_wanted())
            self._wanted.append(key)
            read = self._reads[key] = self._next
        return read

    async def _read_wanted(self) -> Mapping[Key, Value]:
        wanted, self._wanted, self._next = self._wanted, [], None
        return await self._read(wanted)
