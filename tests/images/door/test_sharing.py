"""Many clients and one source: one fetch for all of them, none for nobody, and all of it in one folder."""

import asyncio
import os
import re
from pathlib import Path

import httpx
import pytest

from gql.images.errors import Busy
from gql.images.sources.turns import Turns
from tests.images.door.gateway import PICTURE, gateway_with, url
from tests.images.sources import Call, answer

WAYS = re.compile(r'mj_gateway_images_total\{medium="image",way="(\w+)"\} (\d+)')
BIG = PICTURE + bytes(3_000_000)


async def test_two_hundred_at_once_make_one_fetch(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        responses = await asyncio.gather(*(served.get() for _ in range(200)))
        assert {(response.status_code, response.content) for response in responses} == {(200, PICTURE)}
        counted = (await served.client.get("/metrics")).text
        assert f'mj_gateway_image_bytes_total{{medium="image"}} {200 * len(PICTURE):.1f}' in counted
        await served.kept_picture()
        assert len(source.calls) == 1
        ways = dict(WAYS.findall((await served.client.get("/metrics")).text))
        assert int(ways["miss"]) >= 1 <= int(ways["hit"])
        assert sum(map(int, ways.values())) > 200


async def test_a_hundred_thumbnails_at_once_make_one(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        responses = await asyncio.gather(*(served.get("&w=64") for _ in range(100)))
        assert len({response.content for response in responses}) == 1
        assert len(source.calls) == 1
        assert 'mj_gateway_thumbnails_total{outcome="made"} 1.0' in (await served.client.get("/metrics")).text


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n" + PICTURE])
async def test_a_client_that_goes_away_ends_the_fetch(newapi_file: Path, begun: bytes) -> None:
    gone = asyncio.Event()

    async def stops(call: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        await call.gone.wait()
        gone.set()

    async with gateway_with(stops, newapi_file) as (served, source):
        with pytest.raises(httpx.ReadTimeout):
            await served.client.get(served.address(), timeout=0.5)
        async with asyncio.timeout(5):
            await gone.wait()
        assert len(source.calls) == 1
        assert served.kept() == []


async def test_a_client_that_goes_away_leaves_the_fetch_to_the_others(newapi_file: Path) -> None:
    first, rest = BIG[:1000], BIG[1000:]
    more = asyncio.Event()

    async def waits(_: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(BIG) + first)
        await more.wait()
        writer.write(rest)

    async with gateway_with(waits, newapi_file) as (served, source):
        staying = asyncio.create_task(served.get())
        with pytest.raises(httpx.ReadTimeout):
            await served.client.get(served.address(), timeout=0.5)
        more.set()
        assert (await staying).content == BIG
        assert (await served.kept_picture()).content == BIG
        assert len(source.calls) == 1


async def test_nothing_is_written_outside_of_the_cache_folder(
    newapi_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("TMPDIR", str(work))
    mj_id = "../../../escaped/" + "x" * 100
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        before = {path for path in tmp_path.rglob("*") if served.cache not in path.parents}
        address = served.added(9001, image_url=url(source, "/../../%2e%2e/escaped.png"))
        served.store(row=9002, mj_id=mj_id, status="SUCCESS", image_url=served.source)
        for asked in (address, served.address(row=9002, mj_id=mj_id), served.address() + "&w=64&tile=2"):
            assert (await served.client.get(asked)).status_code == 200
        await served.kept_picture()
        after = {path for path in tmp_path.rglob("*") if served.cache not in path.parents}
        assert after - before == set()
        assert {path.name.strip("0123456789abcdef") for path in served.kept()} == {""}
        assert served.cache.stat().st_mode & 0o777 == 0o700


async def test_the_folder_is_beside_the_database_where_none_is_set(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file, image_cache=None) as (served, _):
        await served.kept_picture()
    assert [path.name for path in newapi_file.parent.iterdir() if path.is_dir()] == ["one-api-images"]


async def test_a_folder_that_can_not_be_used_is_told_and_pictures_come_all_the_same(
    newapi_file: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    async with gateway_with(answer(PICTURE), newapi_file, image_cache=taken / "cache") as (served, _):
        assert [line for line in served.log if "MJ_IMAGE_CACHE" in line["event"]]
        for _ in range(2):
            assert (await served.get()).content == PICTURE
            assert (await served.get("&w=64")).content == PICTURE
        response = await served.get("&w=64&tile=1")
        assert (response.status_code, response.json()["code"]) == (503, "UNAVAILABLE")


async def test_a_cache_of_no_bytes_keeps_nothing_and_pictures_come_all_the_same(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file, image_cache_bytes=0) as (served, _):
        for more in ("", "", "&w=64"):
            assert (await served.get(more)).content == PICTURE
        assert (await served.get("&tile=1")).status_code == 503
        assert served.kept() == []


async def test_a_file_that_was_taken_away_is_fetched_again(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        await served.kept_picture()
        for path in served.kept():
            os.unlink(path)  # noqa: PTH108 - as another program does
        assert (await served.get()).content == PICTURE
        assert len(source.calls) == 2


async def test_twenty_downloads_at_once_are_whole(newapi_file: Path) -> None:
    async with gateway_with(answer(BIG), newapi_file) as (served, source):
        await served.kept_picture()
        responses = await asyncio.gather(*(served.get() for _ in range(20)))
        assert {response.content == BIG for response in responses} == {True}
        assert len(source.calls) == 1


async def test_no_more_are_fetched_at_once_than_may_be() -> None:
    turns = Turns(1, seconds=0.05, waiting=1)
    async with turns.one():
        waiting = asyncio.create_task(turns.one().__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="again in 5 seconds"):
            await turns.one().__aenter__()
        with pytest.raises(Busy):
            await waiting
    async with turns.one():
        pass


async def test_a_source_that_has_no_turn_left_is_told_with_when_to_come_again(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turns.__init__, "__kwdefaults__", {"seconds": 0.1, "waiting": 0})
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        response = await served.get()
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
