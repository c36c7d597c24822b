"""What sources do wrong, each on a real socket."""

import asyncio
import gzip
import socket
import struct
from contextlib import suppress

import pytest

from gql.images.fetching.model import Failure, FetchFailed, Kind, Limits, Source
from tests.images.fetching.local import SHORT, failure, local_fetcher, opened, read_all, whole
from tests.images.guard.wire import trap
from tests.images.pictures import MP4, PNG
from tests.images.sources import Call, Reply, answer, serving

HTML = b"<!doctype html><title>Sign in</title><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BOMB = gzip.compress(bytes(100 * 1024 * 1024), 9)
RESET = struct.pack("ii", 1, 0)


def head(length: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % length


def dripping(start: bytes, drop: bytes, seconds: float) -> Reply:
    """Send drop by drop until the client has gone."""

    async def drip(call: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while not call.gone.is_set():
            writer.write(drop)
            await writer.drain()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await call.gone.wait()

    return drip


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, Failure.EXPIRED),
        (403, Failure.EXPIRED),
        (404, Failure.GONE),
        (410, Failure.GONE),
        (204, Failure.AWAY),
        (206, Failure.AWAY),
        (304, Failure.AWAY),
        (302, Failure.AWAY),
        (400, Failure.AWAY),
        (429, Failure.AWAY),
        (500, Failure.AWAY),
        (503, Failure.AWAY),
        (799, Failure.AWAY),
    ],
)
async def test_a_status_says_what_became_of_the_picture(status: int, reason: Failure) -> None:
    assert await failure(answer(b"" if status in {204, 304} else PNG, status=status)) is reason


@pytest.mark.parametrize("content", [HTML, SVG, b"", b"\x89PNG", b"%PDF-1.7", b"GIF85a", MP4, BOMB[:2000]])
async def test_what_is_no_picture_is_not_taken(content: bytes) -> None:
    assert await failure(answer(content, content_type="image/png")) is Failure.NOT_A_PICTURE


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "GZIP", "deflate"])
async def test_a_packed_answer_is_refused_before_its_body(encoding: str) -> None:
    reply = answer(BOMB, content_encoding=encoding, content_type="image/png")

    assert await failure(reply) is Failure.NOT_A_PICTURE


async def test_a_packed_transfer_is_refused() -> None:
    reply = answer(BOMB, length=None, transfer_encoding="gzip, chunked")

    assert await failure(reply) is Failure.AWAY


async def test_nothing_but_the_file_is_asked_for() -> None:
    async with opened(answer(PNG)) as (_, server):
        headers = server.calls[0].headers

    assert headers.pop("host") == f"127.0.0.1:{server.port}"
    assert headers.pop("user-agent").startswith("mj-gateway/")
    assert headers == {"accept": "image/*", "accept-encoding": "identity", "connection": "close"}


async def test_a_declared_size_over_the_limit_is_not_begun() -> None:
    assert await failure(answer(PNG, length=4097)) is Failure.TOO_LARGE


async def test_an_endless_body_ends_at_the_limit() -> None:
    taken = 0

    async def read() -> None:
        nonlocal taken
        async with opened(dripping(b"HTTP/1.1 200 OK\r\n\r\n" + PNG, bytes(1024), 0)) as (fetched, _):
            async for piece in fetched.pieces:
                taken += len(piece)

    with pytest.raises(FetchFailed, match="too_large"):
        await read()
    assert 0 < taken <= SHORT.image_bytes


async def test_a_video_may_be_larger_than_a_picture() -> None:
    assert len(await whole(answer(MP4 + bytes(5000)), kind=Kind.VIDEO)) > SHORT.image_bytes
    assert await failure(answer(MP4 + bytes(65_536)), kind=Kind.VIDEO) is Failure.TOO_LARGE


@pytest.mark.parametrize(
    "reply",
    [
        answer(PNG, length=len(PNG) + 1),
        answer(PNG, length=2 * len(PNG)),
        answer(b"%x\r\n%b" % (len(PNG) + 1, PNG), length=None, transfer_encoding="chunked"),
        answer(b"%x\r\n%b\r\n" % (len(PNG), PNG), length=None, transfer_encoding="chunked"),
        answer(b"%x\r\n%b\r\nnonsense\r\n" % (len(PNG), PNG), length=None, transfer_encoding="chunked"),
    ],
)
async def test_a_body_that_is_cut_short_is_torn(reply: Reply) -> None:
    assert await failure(reply) is Failure.TORN


async def test_a_connection_that_is_reset_within_the_body_is_torn() -> None:
    async def reset(_: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + PNG)
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()

    assert await failure(reset) is Failure.TORN


async def test_what_comes_after_the_declared_length_is_nobodys_answer() -> None:
    reply = answer(PNG + b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad", length=len(PNG))
    async with serving(reply) as server:
        fetcher, source = local_fetcher(), Source(f"http://127.0.0.1:{server.port}/")
        for _ in range(3):
            assert await read_all(fetcher, source) == PNG

    assert len(server.calls) == 3


@pytest.mark.parametrize(
    "reply",
    [
        dripping(b"", b"", 5),
        dripping(b"HTTP/1.1 200 OK\r\nx-y: ", b"z", 0.02),
        dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.02),
        dripping(head(4000), b"", 5),
        dripping(head(4000) + PNG, b"", 5),
        dripping(head(4000) + PNG, b".", 0.02),
        dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1000;", b"x", 0.02),
    ],
    ids=["mute", "headers", "hints", "no body", "body stops", "body drips", "chunk drips"],
)
async def test_a_source_that_drips_or_stops_is_given_up_in_time(reply: Reply) -> None:
    async with asyncio.timeout(3):
        assert await failure(reply) is Failure.SLOW


@pytest.mark.parametrize("start", [b"", head(4000), head(4000) + PNG], ids=["mute", "no body", "body stops"])
async def test_a_source_that_stops_is_not_waited_for_to_the_end_of_its_time(start: bytes) -> None:
    async with serving(dripping(start, b"", 5)) as server, asyncio.timeout(5):
        fetcher = local_fetcher(Limits(image_seconds=30, idle_seconds=0.1))
        with pytest.raises(FetchFailed, match="slow"):
            await read_all(fetcher, Source(f"http://127.0.0.1:{server.port}/"))


async def test_a_slow_reader_is_not_the_sources_fault() -> None:
    limits = Limits(image_seconds=0.2, idle_seconds=0.1)
    async with opened(answer(PNG + bytes(300_000)), limits=limits) as (fetched, _):
        size = 0
        async for piece in fetched.pieces:
            size += len(piece)
            with suppress(TimeoutError):
                async with asyncio.timeout(0.15):
                    await asyncio.Future[None]()

    assert size == len(PNG) + 300_000


async def test_a_source_that_takes_no_connection_is_away() -> None:
    async with trap() as closed:
        pass
    with pytest.raises(FetchFailed) as raised:
        async with local_fetcher().open(Source(f"http://127.0.0.1:{closed.port}/")):
            pass

    assert raised.value.reason is Failure.AWAY


async def test_a_name_without_an_address_is_away() -> None:
    with pytest.raises(FetchFailed) as raised:
        async with local_fetcher().open(Source("http://nobody.invalid/")):
            pass

    assert raised.value.reason is Failure.AWAY


@pytest.mark.parametrize(
    "words", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 0 No\r\n\r\n", b"\0" * 200_000]
)
async def test_what_does_not_speak_http_is_away(words: bytes) -> None:
    async def speak(_: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(words)

    assert await failure(speak) is Failure.AWAY
