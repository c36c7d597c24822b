"""What is delivered: a kept file, a body on its way into the cache, or one that passes by."""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from gql.images.cache.entry import Entry
from gql.images.cache.filling import Reader
from gql.images.cache.threads import in_thread
from gql.images.fetching.model import Fetched

# Few enough for twenty downloads at once, and as much as compression hands on in one piece.
PIECE_BYTES: Final = 256 * 1024
# Linux alone can say that the system has not got it in memory.
AT_ONCE: Final[int] = getattr(os, "RWF_NOWAIT", 0)
Piece = bytes | bytearray
Pieces = Callable[[int, int | None], AsyncGenerator[Piece, None]]


@dataclass(slots=True)
class Content:
    """A body that was opened.

    Attributes:
        media_type: such as `image/png`.
        length: its bytes; None where nobody knows.
        pieces: gives the bytes from a position on, up to another (None: to the end); to be called once.
        etag: stands for these very bytes; None while they are on their way.
        part: the header `Content-Range`, where it is itself a part that the source was asked for.
        can_be_cut: whether a part of it can be given.
        is_current: whether this is what the task has now.
        is_sent: whether all of it was sent.
    """

    media_type: str
    length: int | None
    pieces: Pieces = field(repr=False)
    etag: str | None = None
    part: str | None = None
    can_be_cut: bool = False
    is_current: bool = True
    is_sent: bool = False


def kept(entry: Entry, path: Path, stack: AsyncExitStack) -> Content:
    """Open a file of the cache; what is open can be read to its end, whatever becomes of its name.

    Raises:
        OSError: it was given up a moment ago.
    """
    descriptor = os.open(path, os.O_RDONLY)
    stack.callback(os.close, descriptor)
    pieces = partial(_read, descriptor, entry.size)
    return Content(entry.media_type, entry.size, pieces, f'"{entry.digest}"', can_be_cut=True)


def arriving(reader: Reader) -> Content:
    """Take a body that is being fetched into the cache."""

    def pieces(start: int, end: int | None) -> AsyncGenerator[Piece, None]:
        return _cut(reader.pieces(start), start, end)

    return Content(reader.media_type, reader.length, pieces, can_be_cut=reader.length is not None)


def passing(fetched: Fetched) -> Content:
    """Take a body that is fetched for this answer alone."""
    return Content(
        fetched.media_type, fetched.length, lambda _, __: _all(fetched.pieces), part=fetched.content_range
    )


async def _read(descriptor: int, size: int, start: int, end: int | None) -> AsyncGenerator[Piece, None]:
    end = size if end is None else end
    while start < end:
        most = min(PIECE_BYTES, end - start)
        piece = _at_once(descriptor, most, start) or await in_thread(os.pread, descriptor, most, start)
        if not piece:
            return
        start += len(piece)
        yield piece


def _at_once(descriptor: int, most: int, start: int) -> Piece:
    """Read what the system has in memory, without waiting for the disk; nothing where it has it not."""
    if not AT_ONCE:
        return b""
    buffer = bytearray(most)
    try:
        del buffer[os.preadv(descriptor, [buffer], start, AT_ONCE) :]
    except OSError:
        return b""
    return buffer


async def _cut(
    pieces: AsyncGenerator[bytes, None], start: int, end: int | None
) -> AsyncGenerator[Piece, None]:
    """End at a position; pieces that begin after `start` follow each other without a gap."""
    async with aclosing(pieces):
        async for piece in pieces:
            yield piece if end is None else piece[: end - start]
            start += len(piece)
            if end is not None and start >= end:
                return


async def _all(pieces: AsyncIterator[bytes]) -> AsyncGenerator[Piece, None]:
    async for piece in pieces:
        yield piece
