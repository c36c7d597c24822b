"""What is known of pictures that were loaded: measured in the background, told to the doors."""

import asyncio
from collections.abc import Sequence
from typing import Final

from gql.errors import GatewayError
from gql.images.cache.cache import Cache
from gql.images.cache.entry import UNKNOWN, Entry
from gql.images.sources.wanted import Wanted
from gql.images.thumbnails.thumbnails import Thumbnails
from gql.memory import Memory
from gql.tasks.links.medium import Medium
from gql.tasks.model import Task
from gql.tasks.pictures import Facts

# A worker needs about a tenth of a second for each; one that finds no place is offered again when it is seen.
WAITING: Final = 100


class Measuring:
    """Measures pictures one after the other, each once."""

    def __init__(self, cache: Cache, thumbnails: Thumbnails) -> None:
        self._cache = cache
        self._thumbnails = thumbnails
        self._waiting: asyncio.Queue[Entry] = asyncio.Queue(WAITING)
        self._taken: Memory[str, bool] = Memory()

    def offer(self, entry: Entry) -> None:
        """Have a picture measured of which nothing is known yet."""
        if entry.facts != UNKNOWN or self._taken.get(entry.key) or self._waiting.full():
            return
        self._waiting.put_nowait(entry)
        self._taken.put(entry.key, value=True)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            entry = await self._waiting.get()
            try:
                facts = await self._thumbnails.measure(self._cache.path(entry))
            except GatewayError:  # it is no picture that can be drawn, or thumbnails are wanted more
                continue
            await self._cache.note(entry.key, facts)


class CachedPictures:
    """Tells of the pictures that the cache has; before it is open, of none."""

    def __init__(self) -> None:
        self.cache: Cache | None = None

    async def facts(self, tasks: Sequence[Task]) -> list[Facts | None]:
        """Give what is known of each task's picture, in the order of the tasks."""
        wanted = [Wanted.of(task, Medium.IMAGE) for task in tasks]
        keys = [picture.key if picture else "" for picture in wanted]
        found = await self.cache.facts(keys) if self.cache else {}
        return [found.get(key) for key in keys]
