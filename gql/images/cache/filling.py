"""One body on its way into the cache, read by many meanwhile."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from structlog import get_logger

from gql.images.cache.bell import Bell
from gql.images.cache.entry import Entry, Opening
from gql.images.cache.growing import Growing
from gql.images.cache.latest import Latest
from gql.images.cache.threads import in_thread

# A thread writes this much at a time: waking it costs more than what it does for less.
WRITTEN_BYTES: Final = 128 * 1024
PIECE_BYTES: Final = 64 * 1024

log = get_logger(__name__)


class Interrupted(Exception):
    """The body can't be read to its end: the cache was closed meanwhile, or the disk can't be read."""


class Filling:
    """A fetch, in a task of its own, that goes on as long as somebody reads it.

    It is at most `WRITTEN_BYTES` and a piece ahead of the fastest reader; slower ones read the file. Where
    the disk can't take the body, nobody can be slower: the fetch waits for the slowest reader, and keeps
    nothing.
    """

    def __init__(
        self,
        opening: Opening,
        growing: Callable[[], Growing],
        keep: Callable[[Growing, str, str], Awaitable[Entry | None]],
    ) -> None:
        """Begin.

        Args:
            opening: opens the source; everything that it raises, each reader is told.
            growing: makes the file; may block.
            keep: takes the file with the whole body, its digest and its media type into the cache; an
                `OSError` of its and of `growing` means that the body can't be kept.
        """
        self.media_type = ""
        self.length: int | None = None
        self.fetched = 0
        self.entry: Entry | None = None
        self.joinable = True
        self._opened = self._whole = self._ended = False
        self._failure: Exception | None = None
        self._latest = Latest()
        self._file: Growing | None = None
        self._on_disk = True
        self._readers: set[Reader] = set()
        self._grown, self._read = Bell(), Bell()
        self._growing, self._keep = growing, keep
        self.task = asyncio.create_task(self._run(opening))

    @asynccontextmanager
    async def join(self) -> "AsyncIterator[Reader]":
        """Take part in it while the block lasts; the last reader to leave ends a fetch that is not whole.

        Raises:
            Exception: what the source raised when it was opened.
        """
        reader = Reader(self)
        self._readers.add(reader)
        try:
            while not self._opened:
                await self.growth()
            yield reader
        finally:
            self._readers.remove(reader)
            self._read.ring()
            if not self._readers:
                self.stop()
            await self._let_go()

    def stop(self) -> None:
        """End the fetch, unless the body is whole."""
        if not self._whole and not self._failure:
            self._failure = Interrupted()
            self.joinable = False
            self.task.cancel()
            self._grown.ring()

    def advanced(self) -> None:
        """Hear that a reader has gone on."""
        self._read.ring()

    async def growth(self) -> None:
        """Wait until there is more of it.

        Raises:
            Exception: what the source raised; the body will never be whole.
        """
        self._check()
        await self._grown.heard()
        self._check()

    async def piece(self, position: int) -> bytes:
        """Give bytes from a position on, once they are there; none at the end.

        Raises:
            Exception: what the source raised.
        """
        while position >= self.fetched:
            if self._whole:
                return b""
            await self.growth()
        in_memory = self.fetched - self._latest.size
        if position >= in_memory:
            return self._latest.since(position - in_memory)
        earlier = b""
        if self._file:
            earlier = await in_thread(self._file.read, position, min(PIECE_BYTES, in_memory - position))
        if not earlier:
            raise Interrupted
        return earlier

    async def end(self) -> Entry | None:
        """Wait until the body is whole and kept.

        Raises:
            Exception: what the source raised.
        """
        while not self._ended:
            await self.growth()
        self._check()
        return self.entry

    def _check(self) -> None:
        if self._failure:
            raise self._failure

    async def _run(self, opening: Opening) -> None:
        try:
            async with opening() as source:
                self.media_type, self.length = source.media_type, source.length
                self._opened = True
                self._grown.ring()
                async for piece in source.pieces:
                    await self._take(piece)
            self._whole = True
            self._grown.ring()
            if self._on_disk and self.length in {None, self.fetched}:
                with self._kept_if_possible():
                    file, digest = await in_thread(self._finished)
                    self.entry = await self._keep(file, digest, self.media_type)
        except Exception as error:  # noqa: BLE001 - raised in every reader
            self._failure = error
        finally:
            await self._finish()

    async def _take(self, piece: bytes) -> None:
        if self._latest.size >= WRITTEN_BYTES:
            self._latest.clear()
        self._latest.add(piece)
        self.fetched += len(piece)
        self._grown.ring()
        if self._latest.size < WRITTEN_BYTES:
            return
        if self._on_disk:
            with self._kept_if_possible():
                await in_thread(self._write)
        while self._pace() < self.fetched:
            await self._read.heard()

    def _write(self) -> Growing:
        """Write what is not in the file yet; the file is set here, so that it is closed in any case."""
        file = self._file = self._file or self._growing()
        while file.size < self.fetched:
            file.write(self._latest.since(file.size - self.fetched + self._latest.size))
        return file

    def _finished(self) -> tuple[Growing, str]:
        file = self._write()
        return file, file.finish()

    def _pace(self) -> float:
        pace = max if self._on_disk else min
        return pace((reader.position for reader in self._readers), default=0)

    @contextmanager
    def _kept_if_possible(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            log.warning("images.not_kept", reason=error.strerror)
            self.joinable = self._on_disk = False

    async def _finish(self) -> None:
        if not self._whole and not self._failure:
            self._failure = Interrupted()
        self.joinable = False
        self._ended = True
        self._grown.ring()
        if self._file and not self.entry:
            await in_thread(self._file.discard)
        await self._let_go()

    async def _let_go(self) -> None:
        """Close the file once neither the fetch nor a reader needs it."""
        if self._ended and not self._readers and self._file:
            file, self._file = self._file, None
            await in_thread(file.close)


class Reader:
    """One who reads a filling at a pace of their own."""

    def __init__(self, filling: Filling) -> None:
        self._filling = filling
        self.position: float = 0

    @property
    def media_type(self) -> str:
        """The body's type, such as `image/png`."""
        return self._filling.media_type

    @property
    def length(self) -> int | None:
        """The body's bytes; None where the source does not say."""
        return self._filling.length

    async def pieces(self, start: int = 0) -> AsyncGenerator[bytes, None]:
        """Give the body from a byte on, a few hundred KB a piece at most; to be called once.

        Raises:
            Exception: what the source raised; what was given so far is not the whole body.
        """
        position = self._at(start)
        while piece := await self._filling.piece(position):
            position = self._at(position + len(piece))
            yield piece

    async def kept(self) -> Entry | None:
        """Have the rest fetched unread, and give the entry; None where the disk could not take it.

        Raises:
            Exception: what the source raised.
        """
        self.position = math.inf
        self._filling.advanced()
        return await self._filling.end()

    def _at(self, position: int) -> int:
        self.position = position
        self._filling.advanced()
        return position
