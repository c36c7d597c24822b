"""Videos: small ones are kept, the parts of others come from their source as they are asked for."""

import asyncio
from pathlib import Path

import pytest

from tests.images.door.gateway import VIDEO, gateway_with, url
from tests.images.pictures import MP4
from tests.images.sources import Call, Reply, answer

FILM = MP4 + bytes(range(256)) * 40
SIZE = len(FILM)
POURED, PIECE = 64 * 1024 * 1024, 64 * 1024
VIDEOS = '[{"url": "%s"}, {"url": "%s"}]'


def films(film: bytes = FILM) -> Reply:
    """Serve a film, whole or a part."""

    async def reply(call: Call, writer: asyncio.StreamWriter) -> None:
        asked = call.headers.get("range", "").removeprefix("bytes=").split("-")
        if not asked[0]:
            await answer(film)(call, writer)
        elif int(asked[0]) >= len(film):
            await answer(status=416)(call, writer)
        else:
            start, end = int(asked[0]), int(asked[1] or len(film) - 1)
            told = f"bytes {start}-{end}/{len(film)}"
            part = answer(film[start : end + 1], status=206, content_range=told, content_type="video/mp4")
            await part(call, writer)

    return reply


async def test_each_video_of_a_task_has_its_own_address(newapi_file: Path) -> None:
    async def reply(call: Call, writer: asyncio.StreamWriter) -> None:
        await answer(MP4 + call.path.encode())(call, writer)

    async with gateway_with(reply, newapi_file) as (served, source):
        served.store(video_url=url(source, "/0"), video_urls=VIDEOS % (url(source, "/1"), url(source, "/2")))
        for number in range(3):
            response = await served.client.get(served.address(VIDEO, number))
            assert response.content == MP4 + f"/{number}".encode()
            assert response.headers["content-type"] == "video/mp4"
            assert response.headers["content-disposition"].endswith('.mp4"')
        assert (await served.client.get(served.address(VIDEO, 3))).status_code == 404


async def test_a_small_video_is_kept_and_cut_here(newapi_file: Path) -> None:
    async with gateway_with(films(), newapi_file) as (served, source):
        served.store(video_url=url(source, "/v.mp4"))
        address = served.address(VIDEO)
        first = await served.client.get(address, headers={"Range": "bytes=0-"})
        assert (first.status_code, first.content) == (206, FILM)
        assert first.headers["content-range"] == f"bytes 0-{SIZE - 1}/{SIZE}"
        async with asyncio.timeout(10):
            while "etag" not in (await served.client.get(address)).headers:
                pass
        part = await served.client.get(address, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, FILM[100:200])
        assert len(source.calls) == 1


async def test_a_large_video_passes_by_whole_or_in_the_part_that_is_asked_for(newapi_file: Path) -> None:
    async with gateway_with(films(), newapi_file, image_max_bytes=2000) as (served, source):
        served.store(video_url=url(source, "/v.mp4"))
        address = served.address(VIDEO)
        part = await served.client.get(address, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, FILM[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{SIZE}"
        assert part.headers["content-length"] == "100"
        assert source.calls[-1].headers["range"] == "bytes=100-199"
        for _ in range(2):
            whole = await served.client.get(address)
            assert (whole.status_code, whole.content) == (200, FILM)
        opening = await served.client.get(address, headers={"Range": "bytes=0-"})
        assert (opening.status_code, opening.content) == (206, FILM)
        assert served.kept() == []
        # It was begun for the cache once, which did not take it.
        assert len(source.calls) == 5
        counted = (await served.client.get("/metrics")).text
    assert 'mj_gateway_images_total{medium="video",way="passed"} 4.0' in counted


async def test_a_range_beyond_the_end_of_a_video_is_told(newapi_file: Path) -> None:
    async with gateway_with(films(), newapi_file) as (served, source):
        served.store(video_url=url(source, "/v.mp4"))
        response = await served.client.get(served.address(VIDEO), headers={"Range": f"bytes={SIZE}-"})
        assert (response.status_code, response.json()["code"]) == (416, "RANGE_NOT_SATISFIABLE")


async def test_a_source_is_asked_for_no_more_than_one_range_and_for_none_of_another_film(
    newapi_file: Path,
) -> None:
    async with gateway_with(films(), newapi_file, image_max_bytes=2000) as (served, source):
        served.store(video_url=url(source, "/v.mp4"))
        for asked in ({"Range": "bytes=0-9,20-29"}, {"Range": "bytes=5-9", "If-Range": '"other"'}):
            response = await served.client.get(served.address(VIDEO), headers=asked)
            assert (response.status_code, response.content) == (200, FILM)
        assert {call.headers.get("range") for call in source.calls} == {None}


async def test_a_picture_is_no_video(newapi_file: Path) -> None:
    async with gateway_with(answer(b"\x89PNG\r\n\x1a\n" + bytes(100)), newapi_file) as (served, source):
        served.store(video_url=url(source, "/v.mp4"))
        response = await served.client.get(served.address(VIDEO))
        assert (response.status_code, response.json()["code"]) == (502, "SOURCE_UNUSABLE")


@pytest.mark.parametrize("kept_bytes", [2000, 2 * POURED], ids=["passed", "kept"])
async def test_a_client_that_stops_reading_stops_its_source(newapi_file: Path, kept_bytes: int) -> None:
    sent, blocked = 0, asyncio.Event()

    async def pour(_: Call, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % POURED + MP4)
        for at in range(len(MP4), POURED, PIECE):
            writer.write(bytes(min(PIECE, POURED - at)))
            try:
                async with asyncio.timeout(0.5):
                    await writer.drain()
            except TimeoutError:
                blocked.set()
                await writer.drain()
            sent += PIECE

    async with gateway_with(pour, newapi_file, image_max_bytes=kept_bytes) as (served, source):
        served.store(video_url=url(source, "/v.mp4"))
        async with asyncio.timeout(40), served.client.stream("GET", served.address(VIDEO)) as response:
            pieces = response.aiter_raw()
            size = len(await anext(pieces))
            await blocked.wait()
            # What the system's buffers of two connections take.
            assert sent < POURED / 2
            async for piece in pieces:
                size += len(piece)
        assert size == POURED
