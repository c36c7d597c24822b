"""What is kept at the same time: one transaction, of which each entry stands or falls by itself."""

import asyncio
import sqlite3
from pathlib import Path

from structlog.testing import capture_logs

from gql.images.cache.blobs import Blobs, Stamp
from gql.images.cache.entry import Entry
from gql.images.cache.growing import Growing
from gql.images.cache.index import NAME, Index
from tests.images.cache.conftest import LIMIT

TURNS = 20


async def keep(index: Index, folder: Path, content: bytes, *, lost: bool = False) -> Stamp | None:
    growing = Growing(folder, LIMIT)
    growing.write(content)
    entry = Entry(content.decode(), growing.finish(), "image/png", growing.size)
    if lost:
        growing.discard()
    try:
        return await index.keep(entry, growing, 0)
    finally:
        growing.close()


def changes(folder: Path) -> int:
    """Read how often the file was written, as SQLite counts it in its header (section 1.3.9)."""
    return int.from_bytes((folder / NAME).read_bytes()[24:28], "big")


async def test_what_is_kept_at_the_same_time_shares_transactions(folder: Path) -> None:
    index = Index(Blobs(folder), LIMIT)
    await index.open()
    before = changes(folder)
    stamps = await asyncio.gather(*(keep(index, folder, b"%d" % turn) for turn in range(TURNS)))
    assert changes(folder) == before + 1
    found = await asyncio.gather(*(index.find(str(turn)) for turn in range(TURNS)))
    await index.close()
    assert None not in stamps
    assert [entry.key for entry in found if entry] == [str(turn) for turn in range(TURNS)]


async def test_a_file_that_is_lost_takes_no_other_with_it(folder: Path) -> None:
    index = Index(Blobs(folder), LIMIT)
    await index.open()
    with capture_logs() as entries:
        stamps = await asyncio.gather(
            keep(index, folder, b"1"), keep(index, folder, b"2", lost=True), keep(index, folder, b"3")
        )
    found = [await index.find(key) for key in ("1", "2", "3")]
    await index.close()
    assert [stamp is None for stamp in stamps] == [entry is None for entry in found] == [False, True, False]
    assert [entry["event"] for entry in entries] == ["images.not_kept"]
    with sqlite3.connect(folder / NAME) as connection:
        assert connection.execute("SELECT count(*) FROM blobs").fetchone() == (2,)


async def test_one_who_leaves_meanwhile_takes_nothing_from_the_others(folder: Path) -> None:
    index = Index(Blobs(folder), LIMIT)
    await index.open()
    keeping = [asyncio.create_task(keep(index, folder, b"%d" % turn)) for turn in range(TURNS)]
    await asyncio.sleep(0)
    keeping[7].cancel()
    await asyncio.wait(keeping)
    found = await asyncio.gather(*(index.find(str(turn)) for turn in range(TURNS)))
    await index.close()
    assert keeping[7].cancelled()
    assert None not in found
