"""The end of a body that is on its way: what came last, in memory."""

from typing import Final

# As much as is worth one turn of a reader, and of the thread that writes.
MOST_JOINED: Final = 128 * 1024
# A source may send single bytes.
SMALL: Final = 4 * 1024


class Latest:
    """Pieces in a row; what is large is handed on as it came."""

    def __init__(self) -> None:
        self.size = 0
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        """Put a piece at the end."""
        self.size += len(piece)
        if self._pieces and len(self._pieces[-1]) + len(piece) <= SMALL:
            self._pieces[-1] += piece
        else:
            self._pieces.append(piece)

    def clear(self) -> None:
        """Forget all."""
        self.size = 0
        self._pieces = []

    def since(self, start: int) -> bytes:
        """Give what follows the first `start` bytes: what came in one piece, or several small ones joined."""
        found: list[bytes] = []
        size = 0
        for piece in self._pieces:
            if start >= len(piece):
                start -= len(piece)
                continue
            if found and size + len(piece) > MOST_JOINED:
                break
            found.append(piece[start:])
            size += len(found[-1])
            start = 0
        return b"".join(found)
