"""Pictures and videos as they come, piece by piece."""

import asyncio

import pytest

from gql.images.fetching.model import Failure, FetchFailed, Kind, Limits, Source
from gql.images.fetching.network import READ_BYTES
from gql.settings import load
from tests.images.fetching.local import failure, local_fetcher, opened, read_all, whole
from tests.images.pictures import MP4, PNG
from tests.images.sources import Call, answer, serving

MEBIBYTE = 1024 * 1024


async def test_a_picture_comes_in_small_pieces_with_its_own_type() -> None:
    content = PNG + bytes(5 * MEBIBYTE)
    reply = answer(content, content_type="text/html", set_cookie="a=b", x_secret="canary")
    async with opened(reply, limits=Limits()) as (fetched, server):
        pieces = [piece async for piece in fetched.pieces]

    assert (fetched.media_type, fetched.length, fetched.status) == ("image/png", len(content), 200)
    assert (fetched.content_range, fetched.is_delimited) == (None, True)
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= READ_BYTES
    assert "canary" not in repr(fetched)
    assert len(server.calls) == 1


async def test_a_chunked_picture_has_no_length_but_an_end() -> None:
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in PNG) + b"0\r\n\r\n"
    async with opened(answer(body, length=None, transfer_encoding="chunked")) as (fetched, _):
        content = b"".join([piece async for piece in fetched.pieces])

    assert (content, fetched.length, fetched.is_delimited) == (PNG, None, True)


async def test_a_picture_that_ends_with_the_connection_is_marked() -> None:
    async with opened(answer(PNG, length=None)) as (fetched, _):
        content = b"".join([piece async for piece in fetched.pieces])

    assert (content, fetched.length, fetched.is_delimited) == (PNG, None, False)


async def test_a_part_of_a_video_is_asked_for_as_the_client_did() -> None:
    part = MP4[100:200]
    reply = answer(part, status=206, content_range="bytes 100-199/1016", content_type="video/mp4; codecs=av1")
    async with opened(reply, kind=Kind.VIDEO, range_header="bytes=100-199") as (fetched, server):
        content = b"".join([piece async for piece in fetched.pieces])

    assert server.calls[0].headers["range"] == "bytes=100-199"
    assert (content, fetched.status, fetched.length) == (part, 206, 100)
    assert (fetched.media_type, fetched.content_range) == ("video/mp4", "bytes 100-199/1016")


async def test_the_first_part_of_a_video_is_looked_at() -> None:
    reply = answer(MP4[:200], status=206, content_range="bytes 0-199/1016", content_type="text/html")
    async with opened(reply, kind=Kind.VIDEO, range_header="bytes=0-199") as (fetched, _):
        assert fetched.media_type == "video/mp4"


async def test_a_source_that_knows_no_ranges_gives_all() -> None:
    assert await whole(answer(MP4), kind=Kind.VIDEO, range_header="bytes=100-199") == MP4


@pytest.mark.parametrize(
    ("content_range", "content_type", "reason"),
    [
        ("bytes 100-199/1016", "text/html", Failure.NOT_A_PICTURE),
        ("bytes 100-199/1016", "image/svg+xml", Failure.NOT_A_PICTURE),
        ("bytes 100-199/1016", "image/png", Failure.NOT_A_PICTURE),
        ("bytes 100-198/1016", "video/mp4", Failure.TORN),
        ("bytes 199-100/1016", "video/mp4", Failure.TORN),
        ("bytes 100-199/199", "video/mp4", Failure.TORN),
        ("bytes 100-199/99999999", "video/mp4", Failure.TOO_LARGE),
        ("bytes */1016", "video/mp4", Failure.AWAY),
        ("pages 1-2/3", "video/mp4", Failure.AWAY),
    ],
)
async def test_a_part_that_makes_no_sense_is_not_taken(
    content_range: str, content_type: str, reason: Failure
) -> None:
    reply = answer(MP4[100:200], status=206, content_range=content_range, content_type=content_type)

    assert await failure(reply, kind=Kind.VIDEO, range_header="bytes=100-199") is reason


async def test_a_range_that_cannot_be_satisfied_is_told_apart() -> None:
    reply = answer(status=416, content_range="bytes */1016")

    assert await failure(reply, kind=Kind.VIDEO, range_header="bytes=9999-") is Failure.UNSATISFIABLE


async def test_a_source_sends_no_more_than_is_read() -> None:
    sent, blocked = 0, asyncio.Event()
    size = 200 * MEBIBYTE

    async def pour(call: Call, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size + MP4)
        while not call.gone.is_set():
            writer.write(bytes(65_536))
            try:
                async with asyncio.timeout(0.3):
                    await writer.drain()
            except TimeoutError:
                blocked.set()
                await call.gone.wait()
                return
            sent += 65_536

    async with asyncio.timeout(10), opened(pour, kind=Kind.VIDEO, limits=Limits()) as (fetched, _):
        await anext(fetched.pieces)
        await blocked.wait()

    assert 0 < sent < 16 * MEBIBYTE


async def test_a_reader_that_leaves_ends_the_fetch() -> None:
    call: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def wait(came: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n" + PNG)
        call.set_result(came)
        await came.gone.wait()

    async with serving(wait) as server, asyncio.timeout(5):
        source = Source(f"http://127.0.0.1:{server.port}/")

        reading = asyncio.create_task(read_all(local_fetcher(), source))
        came = await call
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await came.gone.wait()


async def test_an_error_of_the_reader_stays_what_it_is() -> None:
    with pytest.raises(OSError, match="disk full"):
        async with opened(answer(PNG)):
            raise OSError("disk full")


async def test_many_are_fetched_at_once() -> None:
    async with serving(answer(PNG)) as server, asyncio.TaskGroup() as group:
        fetcher, source = local_fetcher(), Source(f"http://127.0.0.1:{server.port}/")

        reads = [group.create_task(read_all(fetcher, source)) for _ in range(100)]
        await asyncio.wait(reads)

    assert {read.result() for read in reads} == {PNG}
    assert len(server.calls) == 100


def test_the_limits_are_settings() -> None:
    assert Limits.of(load()) == Limits()
    limits = Limits.of(load(image_max_bytes=1, video_max_bytes=2, image_seconds=3, video_seconds=4))

    assert (limits.most_bytes(Kind.IMAGE), limits.most_bytes(Kind.VIDEO)) == (1, 2)
    assert (limits.most_seconds(Kind.IMAGE), limits.most_seconds(Kind.VIDEO)) == (3, 4)


def test_neither_a_source_nor_a_failure_shows_what_must_not_be_logged() -> None:
    shown = repr(Source("https://a.example/?hm=canary", "socks5://me:canary@proxy"))

    assert "canary" not in f"{shown}{FetchFailed(Failure.GONE)!r}"
