"""Files named by the SHA-256 of what is in them."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gql.images.cache.growing import Growing, abandoned

NAME: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")

# Inode, bytes and time of the last change (ns): a file with the same ones has not been touched.
Stamp = tuple[int, int, int]


class Blobs:
    """The blobs of a folder, `ab/cdef…`; methods that read or change files may block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Tell where a blob is, or would be."""
        return self.folder / digest[:2] / digest[2:]

    def stamp(self, digest: str) -> Stamp | None:
        """Give the stamp of a blob as it stands there now; None where there is none."""
        try:
            return _stamp(os.stat(self.path(digest)))  # noqa: PTH116 - asked for every picture served
        except OSError:
            return None

    def checked(self, digest: str) -> Stamp | None:
        """Read a blob through, and give its stamp; None where it is not (any more) what its name says."""
        try:
            with self.path(digest).open("rb") as file:
                stamp = _stamp(os.fstat(file.fileno()))
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None
        return stamp if found == digest else None

    def adopt(self, growing: Growing, digest: str) -> None:
        """Make a blob of a finished file; it takes the place of one of the same bytes.

        Raises:
            OSError: the file is gone, or the disk is full.
        """
        path = self.path(digest)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        growing.path.replace(path)

    def remove(self, digest: str) -> None:
        """Remove a blob; whoever reads it goes on."""
        self.path(digest).unlink(missing_ok=True)

    def found(self) -> Iterator[str]:
        """Give the digests of all blobs; no other file is taken for one."""
        for path in self.folder.glob("??/*"):
            name = path.relative_to(self.folder).as_posix()
            if NAME.fullmatch(name):
                yield name.replace("/", "")

    def clear_abandoned(self) -> None:
        """Remove what processes that are dead have left half filled."""
        for path in abandoned(self.folder):
            path.unlink(missing_ok=True)


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns
