"""An error is told in the client's language, or shown as a small picture where that is all it can show."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.images.door.gateway import Gateway, gateway
from tests.images.thumbnails.pictures import opened

IMG = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture
async def served(newapi_file: Path) -> AsyncIterator[Gateway]:
    """A gateway whose task's picture is at no address."""
    async with gateway(newapi_file) as served:
        served.store(image_url="nowhere")
        yield served


async def test_a_page_that_shows_pictures_gets_one_with_the_status(served: Gateway) -> None:
    for accept in (IMG, "image/webp,*/*;q=0.5", "image/png", "*/*;q=0.1,image/*"):
        for more, status in (("", 502), ("1", 403), ("&w=3", 400)):
            response = await served.get(more, accept=accept)
            assert response.status_code == status
            assert response.headers["content-type"] == "image/png"
            assert response.headers["cache-control"] == "no-store"
            assert opened(response.content).size == (240, 240)


@pytest.mark.parametrize("accept", ["*/*", PAGE, "application/json", "", "image/*;q=0", "*/*,image/*"])
async def test_others_get_the_envelope(served: Gateway, accept: str) -> None:
    response = await served.get(accept=accept)
    assert (response.status_code, response.json()["code"]) == (502, "SOURCE_REFUSED")


async def test_an_error_is_told_in_the_language_of_its_client(served: Gateway) -> None:
    languages = {"en": "gateway", "zh-CN": "网关", "zh-TW": "閘道", "": "网关", "fr": "gateway"}
    for language, word in languages.items():
        assert word in (await served.get(accept_language=language)).json()["message"]


async def test_a_defect_is_masked_and_logged_by_its_incident(
    served: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("gql.images.routes.Wanted.of", broken)
    response = await served.get()
    assert (response.status_code, response.json()["code"]) == (500, "INTERNAL_ERROR")
    [line] = served.told("image_defect")
    assert response.headers["x-incident-id"] == line["incident"]
    assert "canary" not in response.text


async def test_a_head_is_refused_without_a_body(served: Gateway) -> None:
    response: httpx.Response = await served.client.head(served.address())
    assert (response.status_code, response.content) == (502, b"")
