"""Archives old tasks: written to a file that is flushed and read back, and only then deleted in batches."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from gql.errors import ConfigurationError
from gql.tasks.archive.files import Format, format_of, line_of
from gql.tasks.archive.repository import OldTasks

DIGEST_BYTES: Final = 16
# Is told what is done, how many of it, of how many.
Report = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds, and what became of it.

    Attributes:
        tasks: how many the file holds.
        deleted: how many of them were deleted now.
        kept: how many were gone already, or were changed after they were written.
        digest: the hash of the rows.
        resumed: whether the file was there already.
    """

    tasks: int
    deleted: int
    kept: int
    digest: str
    resumed: bool


async def archive(old: OldTasks, path: Path, report: Report, *, keep: bool = False) -> Archived:
    """Write old tasks to a file that is not there yet, then delete them.

    A file that is there already is one whose tasks are still to be deleted: an interrupted run left it. It is
    never one that is half written, as it has its name when it is whole.

    Args:
        old: the tasks.
        path: the file; its name says the format.
        report: is told of the progress.
        keep: whether the tasks are left in the database.

    Raises:
        ConfigurationError: the file can't be written or read, or is not what was written.
        Unavailable: the database is away; a file that is whole stays.
    """
    form = format_of(path)
    try:
        resumed = _is_there(path)
        rows, digest = _read(form, path) if resumed else await _write(old, path, report)
        deleted = there = 0
        for window in () if keep else form.read(path):
            deleted += await old.delete(window)
            there += len(window)
            report("delete", there, rows)
    except OSError as error:
        raise ConfigurationError(f"The archive can't be used: {path} ({error.strerror})") from None
    return Archived(rows, deleted, 0 if keep else rows - deleted, digest, resumed)


async def _write(old: OldTasks, path: Path, report: Report) -> tuple[int, str]:
    form, part = format_of(path), path.with_name(f"{path.name}.part")
    total, last = await old.count()
    written, done, number = blake2b(digest_size=DIGEST_BYTES), 0, 0
    with form.writing(part, old.types) as writer:
        while rows := await old.after(number, last):
            writer.add(rows)
            for row in rows:
                written.update(line_of(row))
            number, done = rows[-1]["id"], done + len(rows)
            report("write", done, total)
    _flush(part)
    found = _read(form, part)
    if found != (done, written.hexdigest()):
        raise ConfigurationError(f"What was read back is not what was written: {part}")
    part.replace(path)
    _flush(path.parent)
    return found


def _read(form: Format, path: Path) -> tuple[int, str]:
    rows, digest = 0, blake2b(digest_size=DIGEST_BYTES)
    for window in form.read(path):
        rows += len(window)
        for row in window:
            digest.update(line_of(row))
    return rows, digest.hexdigest()


def _is_there(path: Path) -> bool:
    return path.exists()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
