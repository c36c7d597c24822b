"""A file that is being filled."""

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

PREFIX: Final = "filling-"


class Growing:
    """A file under a passing name, written at its end and read anywhere before; its methods may block."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        """Make the file, and the folder where it is not there (any more).

        Raises:
            OSError: the folder can't be written.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor, name = tempfile.mkstemp(prefix=PREFIX, dir=folder)
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)  # says to `abandoned` that its writer lives
        self._limit = limit_bytes
        self._hash = hashlib.sha256()
        self.path = Path(name)
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add a piece, whole or not at all.

        Raises:
            OSError: the disk is full or broken, or the file would be larger than its limit.
        """
        if self.size + len(piece) > self._limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self._hash.update(piece)
        self.size += len(piece)

    def read(self, start: int, most: int) -> bytes:
        """Give up to `most` of the bytes from `start` that are there already."""
        return os.pread(self._descriptor, min(most, self.size - start), start)

    def finish(self) -> str:
        """Bring the bytes to the disk, and give the hexadecimal SHA-256 of them."""
        os.fsync(self._descriptor)
        return self._hash.hexdigest()

    def discard(self) -> None:
        """Remove the name; what is there can still be read."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """End reading and writing."""
        os.close(self._descriptor)


def abandoned(folder: Path) -> Iterator[Path]:
    """Find files whose writer is dead: the kernel has dropped its locks."""
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield path
