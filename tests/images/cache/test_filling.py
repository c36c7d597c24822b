"""A filling: one fetch, read by many at their own paces, which ends with its last reader."""

import asyncio
import tracemalloc
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from gql.images.cache.cache import Cache
from gql.images.cache.filling import Interrupted, Reader
from tests.images.cache.sources import PIECE, Source, body, filled, served

MEGABYTE = 1024 * 1024
# By then a fetch that does not wait has gone on.
FETCHED_SECONDS = 0.2


async def rest(reader: Reader, start: int = 0) -> bytes:
    return b"".join([piece async for piece in reader.pieces(start)])


def files_open() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("requests", [100, 200])
async def test_requests_at_once_make_one_fetch(cache: Cache, requests: int) -> None:
    source = Source(body(1, 10 * PIECE + 1))
    answers = await asyncio.gather(*(served(cache, "key", source) for _ in range(requests)))
    assert source.opened == 1
    assert set(answers) == {source.content}


async def test_a_filling_says_what_comes(cache: Cache) -> None:
    source = Source(b"x" * 10, declared=10, media_type="video/mp4")
    async with cache.fill("key", source.open) as reader:
        assert (reader.media_type, reader.length) == ("video/mp4", 10)
        entry = await reader.kept()
    assert entry == await cache.find("key")
    assert entry
    assert (entry.media_type, entry.size) == ("video/mp4", 10)


async def test_the_fetch_is_never_more_than_a_piece_ahead_of_the_fastest_reader(cache: Cache) -> None:
    source = Source(body(1, 20 * PIECE), stops_at=6 * PIECE)
    async with cache.fill("key", source.open) as reader, cache.fill("key", source.open):
        pieces = reader.pieces()
        got = b"".join([await anext(pieces) for _ in range(5)])
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(source.stopped.wait(), FETCHED_SECONDS)
        assert source.sent == 6 * PIECE
        source.gate.set()
        assert got + b"".join([piece async for piece in pieces]) == source.content


async def test_while_nobody_reads_one_piece_is_fetched(cache: Cache) -> None:
    source = Source(body(1, 20 * PIECE), stops_at=PIECE)
    async with cache.fill("key", source.open) as reader, cache.fill("key", source.open):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(source.stopped.wait(), FETCHED_SECONDS)
        assert source.sent == PIECE
        source.gate.set()
        assert await rest(reader) == source.content


async def test_a_slow_reader_reads_the_file_at_its_own_pace(cache: Cache) -> None:
    source = Source(body(1, 20 * PIECE))
    async with cache.fill("key", source.open) as slow:
        async with cache.fill("key", source.open) as fast:
            pieces = slow.pieces()
            begin = await anext(pieces)
            assert await rest(fast) == source.content
            assert await fast.kept()
        assert begin + b"".join([piece async for piece in pieces]) == source.content
    assert source.opened == 1


async def test_a_reader_may_begin_anywhere(cache: Cache) -> None:
    source = Source(body(1, 20 * PIECE))
    async with cache.fill("key", source.open) as reader:
        assert await rest(reader, 7 * PIECE + 5) == source.content[7 * PIECE + 5 :]
    async with cache.fill("other", source.open) as reader:
        assert await rest(reader, len(source.content)) == b""


async def test_readers_that_come_and_go_at_random_get_their_bytes(cache: Cache) -> None:
    source = Source(body(1, 64 * PIECE), piece=10_000)
    random = Random(7)  # noqa: S311 - no secret

    async def read(start: int, most: int) -> int:
        for _ in range(random.randrange(50)):
            await asyncio.sleep(0)
        got = b""
        async with cache.fill("key", source.open) as reader:
            async for piece in reader.pieces(start):
                got += piece
                if len(got) >= most:
                    break
                for _ in range(random.randrange(5)):
                    await asyncio.sleep(0)
        assert source.content[start:].startswith(got)
        assert len(got) >= min(most, len(source.content) - start)
        return len(got)

    ends = [(random.randrange(len(source.content)), random.randrange(64 * PIECE)) for _ in range(59)]
    async with cache.fill("key", source.open) as steady:
        lengths = asyncio.gather(*(read(*end) for end in ends))
        content = await rest(steady)
        read_bytes = sum(await lengths)
    assert content == source.content
    assert source.opened == 1
    assert read_bytes > 10 * len(content)


async def test_a_reader_that_is_cancelled_tears_nothing_for_the_others(cache: Cache) -> None:
    source = Source(body(1, 20 * PIECE), stops_at=10 * PIECE)
    first = asyncio.create_task(served(cache, "key", source))
    second = asyncio.create_task(served(cache, "key", source))
    async with cache.fill("key", source.open) as watching:
        pieces = watching.pieces()
        for _ in range(10):
            await anext(pieces)
        first.cancel()
        await asyncio.wait({first})
    assert first.cancelled()
    source.gate.set()
    assert await second == source.content
    assert await served(cache, "key", source) == source.content
    assert source.opened == 1


async def test_the_last_reader_that_leaves_ends_the_fetch(cache: Cache) -> None:
    source = Source(body(1, 20 * PIECE), stops_at=5 * PIECE)
    async with cache.fill("key", source.open) as reader:
        await anext(reader.pieces())
    await source.ended.wait()
    assert source.sent < 5 * PIECE
    assert await cache.find("key") is None
    source.gate.set()
    assert await served(cache, "key", source) == source.content
    assert source.opened == 2


async def test_a_reader_that_leaves_before_anything_came_ends_the_fetch(cache: Cache) -> None:
    source = Source(b"x", stops_at=0)
    waiting = asyncio.create_task(served(cache, "key", source))
    await source.stopped.wait()
    waiting.cancel()
    await source.ended.wait()
    assert source.sent == 0
    source.gate.set()
    assert await served(cache, "key", source) == b"x"


async def test_however_early_the_last_reader_leaves_no_file_stays_open(folder: Path) -> None:
    opened = set()
    cache = await Cache.open(folder, 100 * MEGABYTE)
    before = files_open()
    for turns in range(200):
        source = Source(body(1, 3 * PIECE))
        reading = asyncio.create_task(filled(cache, str(turns), source))
        for _ in range(turns):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.wait({reading})
        opened.add((source.opened, source.sent))
    await cache.close()
    assert files_open() < before
    assert not list(folder.glob("filling-*"))
    assert len(opened) > 2


async def test_a_source_that_gives_up_by_cancellation_leaves_nobody_waiting(cache: Cache) -> None:
    source = Source(b"x", refusal=asyncio.CancelledError())
    with pytest.raises(Interrupted):
        await filled(cache, "key", source)


async def test_a_body_that_is_whole_is_kept_without_readers(cache: Cache) -> None:
    source = Source(body(1, 3 * PIECE))
    async with cache.fill("key", source.open) as reader:
        await rest(reader)
    assert await served(cache, "key", source) == source.content
    assert source.opened == 1


@pytest.mark.parametrize("readers", [1, 5])
async def test_a_failure_is_told_to_every_reader_and_nothing_is_kept(cache: Cache, readers: int) -> None:
    source = Source(body(1, 3 * PIECE), failure=ConnectionError("broken"))
    answers = await asyncio.gather(
        *(filled(cache, "key", source) for _ in range(readers)), return_exceptions=True
    )
    assert answers == [source.failure] * readers
    source.failure = None
    assert await cache.find("key") is None
    assert await served(cache, "key", source) == source.content
    assert source.opened == 2


async def test_what_waits_for_the_entry_is_told_the_failure_too(cache: Cache) -> None:
    source = Source(body(1, 3 * PIECE), failure=ConnectionError("broken"))
    async with cache.fill("key", source.open) as reader:
        with pytest.raises(ConnectionError):
            await reader.kept()
        with pytest.raises(ConnectionError):
            await reader.kept()


async def test_a_source_that_can_not_be_opened_is_told_to_every_reader(cache: Cache) -> None:
    source = Source(b"", refusal=ConnectionError("away"))
    answers = await asyncio.gather(*(filled(cache, "key", source) for _ in range(5)), return_exceptions=True)
    assert answers == [source.refusal] * 5
    assert source.opened == 1


@pytest.mark.parametrize("declared", [3 * PIECE - 1, 3 * PIECE + 1])
async def test_a_body_of_another_length_than_declared_is_not_kept(cache: Cache, declared: int) -> None:
    source = Source(body(1, 3 * PIECE), declared=declared)
    async with cache.fill("key", source.open) as reader:
        assert await reader.kept() is None
    assert await cache.find("key") is None


async def test_closing_interrupts_fetches_that_are_not_whole(folder: Path) -> None:
    cache = await Cache.open(folder, 100 * MEGABYTE)
    source = Source(body(1, 20 * PIECE), stops_at=5 * PIECE)
    reading = asyncio.create_task(served(cache, "key", source))
    async with cache.fill("key", source.open) as reader:
        pieces = reader.pieces()
        for _ in range(5):
            await anext(pieces)
        await cache.close()
        with pytest.raises(Interrupted):
            await anext(pieces)
    with pytest.raises(Interrupted):
        await reading
    assert not list(folder.glob("filling-*"))


async def test_twenty_downloads_at_once_take_less_than_64_megabytes(folder: Path) -> None:
    cache = await Cache.open(folder, 1024 * MEGABYTE)
    content = body(1, 8 * MEGABYTE)
    sources = [Source(content) for _ in range(20)]
    tracemalloc.start()
    async with AsyncExitStack() as stack:
        slow = [
            await stack.enter_async_context(cache.fill(str(key), one.open)) for key, one in enumerate(sources)
        ]
        waiting = [reader.pieces() for reader in slow]
        await asyncio.gather(*(anext(pieces) for pieces in waiting))
        entries = await asyncio.gather(*(reader.kept() for reader in slow))
        _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    await cache.close()
    assert [entry.size for entry in entries if entry] == [len(content)] * 20
    assert sum(source.sent for source in sources) == 160 * MEGABYTE
    print(f"\n20 downloads, 160 MB, at most {peak / MEGABYTE:.1f} MB of memory")  # noqa: T201 - how much was done
    assert peak < 64 * MEGABYTE
