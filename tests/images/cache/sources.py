"""What a cache is filled from in tests: bodies that come as a test wants them to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from gql.images.cache.cache import Cache
from gql.images.cache.filling import WRITTEN_BYTES

# As much as is fetched before somebody must have read it.
PIECE = WRITTEN_BYTES


def body(seed: object, size: int) -> bytes:
    """Bytes that are the same for the same seed."""
    return Random(str(seed)).randbytes(size)  # noqa: S311 - no secret


@dataclass
class Source:
    """A body that is sent when its gate is open; it counts how often it was opened, and what it sent."""

    content: bytes
    piece: int = PIECE
    declared: int | None = None
    failure: Exception | None = None
    refusal: BaseException | None = None
    stops_at: int | None = None
    media_type: str = "image/png"
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    opened: int = 0
    sent: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        if self.stops_at is None:
            self.gate.set()

    @property
    def length(self) -> int | None:
        return self.declared

    @property
    async def pieces(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.content), self.piece):
            if self.stops_at is not None and start >= self.stops_at:
                self.stopped.set()
                await self.gate.wait()
            piece = self.content[start : start + self.piece]
            self.sent += len(piece)
            yield piece
        if self.failure:
            raise self.failure

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Source"]:
        self.opened += 1
        self.sent = 0
        if self.refusal:
            await asyncio.sleep(0)
            raise self.refusal
        try:
            yield self
        finally:
            self.ended.set()


async def served(cache: Cache, key: str, source: Source) -> bytes:
    """Serve a request as the gateway does: from the cache, or from the source."""
    if entry := await cache.find(key):
        with suppress(FileNotFoundError):  # another process may need its room just now
            return cache.path(entry).read_bytes()
    return await filled(cache, key, source)


async def filled(cache: Cache, key: str, source: Source) -> bytes:
    """Read what the cache is filled with meanwhile."""
    async with cache.fill(key, source.open) as reader:
        return b"".join([piece async for piece in reader.pieces()])


async def stored(cache: Cache, key: str, content: bytes) -> None:
    """Have something in the cache."""
    assert await cache.put(key, "image/png", content)
