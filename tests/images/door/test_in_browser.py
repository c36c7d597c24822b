"""Addresses of ours, opened in a tab of their own by a real browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from gql.demo.films import film
from gql.images.delivery.headers import GUARDED
from tests.images.door.gateway import MJ_ID, PICTURE, VIDEO, gateway_with
from tests.images.sources import Call, answer
from tests.serving import serving

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DEADLINE_MS = 15_000
TITLED = "document.title = 'it ran'"
HOSTILE = f"""
    <script>{TITLED}</script>
    <svg xmlns="http://www.w3.org/2000/svg" onload="{TITLED}"><script>{TITLED}</script></svg>
    <img src="data:," onerror="{TITLED}">
"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page()
        page.set_default_timeout(DEADLINE_MS)
        yield page
        await browser.close()


async def test_a_picture_and_a_video_are_shown(newapi_file: Path, page: Page) -> None:
    async def reply(call: Call, writer: asyncio.StreamWriter) -> None:
        await answer(film(MJ_ID, 0) if "film" in call.path else PICTURE)(call, writer)

    async with gateway_with(reply, newapi_file) as (served, source):
        served.store(video_url=f"http://127.0.0.1:{source.port}/film")
        await page.goto(f"{served.client.base_url}{served.address()}")
        assert await page.evaluate("document.images[0].naturalWidth") == 400
        await page.goto(f"{served.client.base_url}{served.address(VIDEO)}")
        await page.wait_for_function("document.querySelector('video').readyState == 4")
        await page.goto("about:blank")


async def test_what_would_be_taken_for_a_page_runs_nothing(page: Page) -> None:
    async def hostile(*_: object) -> HTMLResponse:
        return HTMLResponse(HOSTILE, headers=GUARDED)

    async def unguarded(*_: object) -> HTMLResponse:
        return HTMLResponse(HOSTILE)

    async with serving(Starlette(routes=[Route("/a", hostile), Route("/b", unguarded)])) as port:
        titles = []
        for path in ("a", "b"):
            await page.goto(f"http://127.0.0.1:{port}/{path}")
            titles.append(await page.title())
    assert titles == ["", "it ran"]
