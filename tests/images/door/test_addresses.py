"""Who is let in: whoever has an address that the gateway gave, for what it was given, until it ends."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from gql.errors import ConfigurationError
from tests.clock import FakeClock
from tests.images.door.gateway import (
    IMAGE,
    KEY,
    MJ_ID,
    PICTURE,
    ROW_ID,
    VIDEO,
    Gateway,
    gateway,
    gateway_with,
    url,
)
from tests.images.sources import answer, serving

DAY = 86_400


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def served(newapi_file: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    """A gateway whose task has a picture."""
    async with gateway_with(answer(PICTURE), newapi_file, clock=clock) as (served, _):
        yield served


async def refused(served: Gateway, address: str) -> tuple[int, str]:
    response = await served.client.get(address)
    assert response.headers["cache-control"] == "no-store"
    assert response.json().keys() == {"success", "message", "code"}
    assert not response.json()["success"]
    return response.status_code, response.json()["code"]


async def test_a_signed_address_opens(served: Gateway) -> None:
    response = await served.get()
    assert (response.status_code, response.content) == (200, PICTURE)


async def test_an_address_without_its_signature_does_not_open(served: Gateway) -> None:
    whole = served.address()
    path, _, query = whole.partition("?")
    missing = [path, *(f"{path}?{whole.replace(part, '')}" for part in query.split("&"))]
    for address in missing:
        assert (await refused(served, address))[1] in {"SIGNATURE_MISSING", "SIGNATURE_INVALID"}
    assert await refused(served, path) == (403, "SIGNATURE_MISSING")


async def test_an_address_that_was_changed_does_not_open(served: Gateway) -> None:
    whole = served.address()
    path, _, query = whole.partition("?")
    changed = [
        whole[:-1] + ("A" if whole[-1] != "A" else "B"),
        whole.replace(f"id={ROW_ID}", f"id={ROW_ID + 1}"),
        whole.replace("&e=1", "&e=2"),
        whole.replace(MJ_ID, MJ_ID[:-1] + "4"),
        f"/mj/video/{MJ_ID}?{query}",
        f"/mj/video/{MJ_ID}/1?{query}",
        f"{path}%20?{query}",
        served.address(VIDEO).replace("/video/", "/image/"),
        served.address(row=ROW_ID + 1).replace(f"id={ROW_ID + 1}", f"id={ROW_ID}"),
        served.address(key="a key of somebody else"),
    ]
    for address in changed:
        assert await refused(served, address) == (403, "SIGNATURE_INVALID"), address


async def test_an_address_opens_for_its_days_and_no_longer(served: Gateway, clock: FakeClock) -> None:
    address = served.address()
    clock.pass_(7 * DAY)
    kept = await served.client.get(address)
    assert kept.status_code == 200
    left = DAY - clock.now_ms() // 1000 % DAY
    assert kept.headers["cache-control"] == f"public, max-age={left}, immutable"
    clock.pass_(left)
    assert await refused(served, address) == (403, "SIGNATURE_EXPIRED")


async def test_a_key_that_was_replaced_still_opens_what_it_signed(newapi_file: Path) -> None:
    async with serving(answer(PICTURE)) as source:
        async with gateway(newapi_file, image_signing_key=f"the key of tomorrow, {KEY}") as served:
            served.store(image_url=url(source))
            assert (await served.get()).status_code == 200
        async with gateway(newapi_file, image_signing_key="the key of tomorrow") as served:
            assert await refused(served, served.address()) == (403, "SIGNATURE_INVALID")


@pytest.mark.parametrize(
    "mj_id",
    ["a/b", "a b", "中文?x=1&y=2#z%41", "..%2f..", "a%2Fb", "+", "é\n", '"><script>', "", "x" * 300],
)
async def test_an_id_may_hold_any_character(served: Gateway, mj_id: str) -> None:
    served.store(row=9001, mj_id=mj_id, image_url=served.source, status="SUCCESS")
    response = await served.client.get(served.address(row=9001, mj_id=mj_id))
    assert (response.status_code, response.content) == (200, PICTURE)
    name = response.headers["content-disposition"].removeprefix('inline; filename="').removesuffix('.png"')
    assert 0 < len(name) <= 64
    assert name.replace("_", "").replace("-", "").isalnum()


async def test_a_task_without_a_picture_says_so_to_those_who_may_ask(served: Gateway) -> None:
    served.store(image_url="")
    assert await refused(served, served.address()) == (404, "NO_PICTURE")
    assert await refused(served, served.address(VIDEO)) == (404, "NO_PICTURE")
    assert await refused(served, served.address(VIDEO, 7)) == (404, "NO_PICTURE")
    assert await refused(served, served.address(row=99_999)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("number", ["0", "01", "x", "1/2", "99999", "-1", ""])
async def test_what_is_no_number_of_a_video_is_no_address(served: Gateway, number: str) -> None:
    query = served.address(VIDEO).partition("?")[2]
    assert await refused(served, f"/mj/video/{MJ_ID}/{number}?{query}") == (404, "NOT_FOUND")


async def test_a_row_that_took_the_id_of_another_gives_its_picture_to_nobody(served: Gateway) -> None:
    address = served.address()
    assert (await served.client.get(address)).status_code == 200
    served.store(mj_id="of somebody else")
    served.clock.pass_(31)  # type: ignore[attr-defined]
    assert await refused(served, address) == (404, "NOT_FOUND")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_are_told_which_there_are(served: Gateway, method: str) -> None:
    response = await served.client.request(method, served.address())
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


async def test_nothing_is_there_where_nothing_is_forwarded(newapi_file: Path) -> None:
    async with gateway(newapi_file, forward_images=False) as served:
        assert await refused(served, served.address(IMAGE)) == (404, "NOT_FOUND")
        assert await refused(served, served.address(VIDEO)) == (404, "NO_PICTURE")
    async with gateway(newapi_file, forward_images=False, forward_videos=False) as served:
        assert await refused(served, served.address(VIDEO)) == (404, "NOT_FOUND")


async def test_an_open_gateway_shows_the_oldest_of_several_and_to_signed_addresses_the_one_that_is_meant(
    newapi_file: Path,
) -> None:
    older, newer = answer(PICTURE), answer(PICTURE + b"newer")
    async with (
        serving(older) as first,
        serving(newer) as second,
        gateway(newapi_file, image_public=True) as served,
    ):
        served.store(image_url=url(first))
        served.store(row=9001, mj_id=MJ_ID, status="SUCCESS", image_url=url(second))
        for query in ("", "?rand=123", "?s=forged", "?id=9001&e=1&s=forged"):
            response = await served.client.get(f"/mj/image/{MJ_ID}{query}")
            assert response.content == PICTURE
            assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (await served.client.get(served.address(row=9001))).content == PICTURE + b"newer"
        assert await refused(served, "/mj/image/") == (404, "NOT_FOUND")
        assert await refused(served, f"/mj/image/{'x' * 600}") == (400, "INVALID_PARAMETER")


async def test_the_log_holds_no_signature(served: Gateway) -> None:
    address = served.address() + f"&w={quote('no width')}"
    assert (await served.client.get(address)).status_code == 400
    assert served.told("request")
    assert address.partition("&s=")[2][:20] not in repr(served.log)


async def test_a_key_that_can_not_be_read_ends_the_start(newapi_file: Path) -> None:
    Path(f"{newapi_file}.image-key").write_text("short")
    with pytest.raises(ConfigurationError, match="no key of at least 16 characters"):
        async with gateway(newapi_file, image_signing_key=""):
            pass
    async with gateway(newapi_file, image_signing_key="", image_public=True) as served:
        assert (await served.client.get(f"/mj/image/{MJ_ID}")).status_code == 502


async def test_a_host_that_can_not_be_read_ends_the_start(newapi_file: Path) -> None:
    with pytest.raises(ConfigurationError, match="MJ_IMAGE_ALLOWED_HOSTS"):
        async with gateway(newapi_file, image_allowed_hosts=("a..b",)):
            pass
