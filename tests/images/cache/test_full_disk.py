"""A disk that takes no more: whatever is asked for is served, and nothing half is kept."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gql.images.cache.cache import Cache
from gql.images.cache.filling import Interrupted
from tests.images.cache.conftest import LIMIT
from tests.images.cache.sources import PIECE, Source, body, served, stored

# By then a fetch that does not wait has gone on.
FETCHED_SECONDS = 0.2


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond a size: to a program it is as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with capture_logs():  # they would go to a file
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def blobs(folder: Path) -> list[Path]:
    return [*folder.glob("??/*"), *folder.glob("filling-*")]


@pytest.mark.parametrize("size", [0, 1, 5 * PIECE, 5 * PIECE + 7])
async def test_what_the_disk_does_not_take_is_served(folder: Path, size: int) -> None:
    cache = await Cache.open(folder, LIMIT)
    source = Source(body(1, 20 * PIECE))
    with room_for(size):
        answers = await asyncio.gather(*(served(cache, "key", source) for _ in range(5)))
        assert await cache.find("key") is None
    assert set(answers) == {source.content}
    assert await served(cache, "key", source) == source.content
    await cache.close()
    assert len(blobs(folder)) == 1


async def test_on_a_full_disk_the_fetch_waits_for_the_slowest_reader(folder: Path) -> None:
    cache = await Cache.open(folder, LIMIT)
    source = Source(body(1, 20 * PIECE))
    with room_for(5 * PIECE):
        async with cache.fill("key", source.open) as slow, cache.fill("key", source.open) as fast:
            reading = asyncio.create_task(anext_all(fast.pieces()))
            await asyncio.wait({reading}, timeout=FETCHED_SECONDS)
            assert source.sent == 6 * PIECE
            assert await anext_all(slow.pieces()) == await reading == source.content
            assert await slow.kept() is None
    await cache.close()
    assert not blobs(folder)


async def test_nobody_joins_a_fetch_that_is_not_on_the_disk(cache: Cache) -> None:
    source = Source(body(1, 3 * PIECE))
    with room_for(0):
        async with cache.fill("key", source.open) as first:
            pieces = first.pieces()
            got = await anext(pieces) + await anext(pieces)
            async with cache.fill("key", source.open) as second:
                assert await anext_all(second.pieces()) == source.content
            assert source.opened == 2
            assert got + await anext_all(pieces) == source.content


async def test_what_is_no_more_at_hand_is_not_passed_over(cache: Cache) -> None:
    source = Source(body(1, 3 * PIECE))
    with room_for(0):
        async with cache.fill("key", source.open) as reader:
            await anext_all(reader.pieces())
            with pytest.raises(Interrupted):
                await anext(reader.pieces())


async def test_without_an_index_everything_is_served(folder: Path) -> None:
    with room_for(0):
        cache = await Cache.open(folder, LIMIT)
        assert await cache.put("key", "image/png", b"") is None
        assert await cache.facts(["key"]) == {}
        assert not blobs(folder)
    await stored(cache, "key", b"")
    await cache.close()


async def test_a_folder_that_can_not_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = await Cache.open(tmp_path / "file" / "images", LIMIT)
    source = Source(body(1, 3 * PIECE))
    assert await served(cache, "key", source) == source.content
    assert await cache.put("key", "image/png", b"x") is None
    await cache.close()


async def anext_all(pieces: object) -> bytes:
    assert hasattr(pieces, "__aiter__")
    return b"".join([piece async for piece in pieces])
