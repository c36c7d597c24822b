"""Small copies and quarters of a picture, as its client can show them, and what is known of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gql.images.cache.growing import Growing
from tests.accounts import headers
from tests.images.door.gateway import MJ_ID, PICTURE, Gateway, gateway_with, png
from tests.images.sources import Call, answer
from tests.images.thumbnails.pictures import BLUE, bomb, grid, opened

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
FACTS = (
    "query ($mjId: String!) { task(mjId: $mjId) { imageWidth imageHeight blurhash thumbnailUrl(width: 64) } }"
)


async def test_a_thumbnail_is_of_the_type_that_its_client_takes(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        accepted = {
            CHROME: "image/avif",
            "image/webp,*/*;q=0.5": "image/webp",
            "*/*": "image/jpeg",
            "image/jpeg": "image/jpeg",
        }
        for accept, media_type in accepted.items():
            for again in range(2):
                response = await served.get("&w=64", accept=accept)
                assert response.headers["content-type"] == media_type
                assert response.headers["vary"] == "Accept"
                assert opened(response.content).size == (64, 64)
                assert "etag" in response.headers, again
        whole = await served.get(accept=CHROME)
        assert (whole.headers["content-type"], "vary" in whole.headers) == ("image/png", False)
        assert len(source.calls) == 1


async def test_a_tile_is_a_quarter_of_the_picture_in_full_or_small(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        full, small = await served.get("&tile=3"), await served.get("&tile=3&w=64")
        assert opened(full.content).size == (200, 200)
        assert opened(small.content).size == (64, 64)
        pixel = opened(small.content).getpixel((32, 32))
        assert all(abs(found - wanted) < 16 for found, wanted in zip(pixel, BLUE, strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("&w=321", "w must be one of 64, 160, 320, 640, 1024"),
        ("&w=-64", "w must be one of 64, 160, 320, 640, 1024"),
        ("&tile=5", "tile must be one of 1, 2, 3, 4"),
        ("&w=64&tile=0", "tile must be one of 1, 2, 3, 4"),
    ],
)
async def test_what_is_not_offered_is_told_with_what_is(newapi_file: Path, query: str, message: str) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        response = await served.get(query, accept_language="en")
        assert response.status_code == 400
        assert response.json() == {"success": False, "message": message, "code": "INVALID_PARAMETER"}
        assert (await served.get("&w=&tile=")).content == PICTURE
        assert len(source.calls) == 1


async def test_a_picture_of_too_many_pixels_has_no_thumbnail_and_is_forwarded_all_the_same(
    newapi_file: Path, tmp_path: Path
) -> None:
    content = bomb(tmp_path / "bomb.png").read_bytes()
    async with gateway_with(answer(content), newapi_file) as (served, source):
        response = await served.get("&w=64")
        assert (response.status_code, response.json()["code"]) == (502, "PICTURE_UNUSABLE")
        assert (await served.get()).content == content
        assert len(source.calls) == 1


async def test_a_full_disk_leaves_the_whole_picture_for_a_small_copy(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Growing, "write", full)
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        assert (await served.get("&w=64")).content == PICTURE
        assert (await served.get("&w=64&tile=1")).status_code == 503
        assert served.kept() == []


async def test_a_source_that_is_away_has_no_thumbnail_either(newapi_file: Path) -> None:
    async with gateway_with(answer(status=500), newapi_file) as (served, _):
        response = await served.get("&w=64")
        assert (response.status_code, response.json()["code"]) == (502, "SOURCE_AWAY")


async def known(served: Gateway) -> Any:
    body = {"query": FACTS, "variables": {"mjId": MJ_ID}}
    response = await served.client.post("/graphql", json=body, headers=headers("alice"))
    return response.json()["data"]["task"]


async def test_a_picture_that_was_loaded_is_measured_for_graphql(newapi_file: Path) -> None:
    picture = png(grid(300, 200))
    async with gateway_with(answer(picture), newapi_file) as (served, _):
        assert (await known(served))["blurhash"] is None
        assert (await served.get()).content == picture
        async with asyncio.timeout(20):
            while (task := await known(served))["imageWidth"] is None:
                pass
        assert (task["imageWidth"], task["imageHeight"]) == (300, 200)
        assert len(task["blurhash"]) == 28
        assert (await served.client.get(task["thumbnailUrl"])).status_code == 200


async def test_what_can_not_be_measured_is_left_unknown(newapi_file: Path) -> None:
    broken = PICTURE[:60] + bytes(500)

    async def reply(call: Call, writer: asyncio.StreamWriter) -> None:
        await answer(broken if "broken" in call.path else PICTURE)(call, writer)

    async with gateway_with(reply, newapi_file) as (served, source):
        address = served.added(9001, image_url=f"{served.source}broken")
        assert (await served.client.get(address)).content == broken
        await served.kept_picture()
        async with asyncio.timeout(20):
            while (await known(served))["imageWidth"] is None:
                pass
        assert (await served.client.get(address)).content == broken
        assert len(source.calls) == 2
