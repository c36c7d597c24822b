"""A body, read piece by piece within the limits of size and time."""

from collections import deque
from collections.abc import AsyncIterator

from gql.images.fetching.failures import told
from gql.images.fetching.media_types import HEAD_BYTES
from gql.images.fetching.model import Failure, FetchFailed
from gql.images.fetching.patience import Patience


class Body(AsyncIterator[bytes]):
    """The pieces of a body; one that is cut, too slow or too large ends with `FetchFailed`."""

    def __init__(self, stream: AsyncIterator[bytes], patience: Patience, most_bytes: int) -> None:
        self._stream = stream
        self._patience = patience
        self._left = most_bytes
        self._read_ahead = deque[bytes]()

    async def beginning(self) -> bytes:
        """Look ahead, as far as is needed to tell the media type; the pieces still come."""
        while sum(map(len, self._read_ahead)) < HEAD_BYTES and (piece := await self._read()):
            self._read_ahead.append(piece)
        return b"".join(self._read_ahead)

    async def __anext__(self) -> bytes:
        piece = self._read_ahead.popleft() if self._read_ahead else await self._read()
        if not piece:
            raise StopAsyncIteration
        return piece

    async def _read(self) -> bytes:
        """Give the next piece; b"" at the end."""
        with told(Failure.TORN):
            async with self._patience.waiting():
                piece = await anext(self._stream, b"")
        self._left -= len(piece)
        if self._left < 0:
            raise FetchFailed(Failure.TOO_LARGE)
        return piece
