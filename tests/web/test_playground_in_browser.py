"""The playground in a real browser that may speak to this address and no other."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from graphql import build_schema, graphql_sync
from playwright.async_api import Page, Route, async_playwright, expect
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Address

from gql.web import Playground, routes
from gql.web.static import ASSETS

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
TITLES = [
    path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    for path in sorted((Path(__file__).parents[2] / "frontend/src/examples").glob("*.graphql"))
]

SCHEMA = build_schema(
    """
    scalar Timestamp
    scalar DateTime
    scalar URL
    type Query {
      viewer: Viewer!
      myTasks(
        page: Int! = 1, pageSize: Int! = 20, mjId: String, startTimestamp: Timestamp, endTimestamp: Timestamp
      ): TaskPage!
    }
    type TaskPage { total: Int!  items: [Task!]! }
    type Task {
      mjId: String!  status: String!  percentComplete: Int!
      prompt: String!  imageUrl: URL  submittedAt: DateTime!
    }
    "Whoever the credentials belong to."
    type Viewer { user: User!  role: String! }
    type User { username: String! }
    """
)
TASK = {
    "status": "SUCCESS",
    "percentComplete": 100,
    "prompt": "a lighthouse",
    "submittedAt": "2025-01-01T00:00:00Z",
}
DATA = {
    "viewer": {"user": {"username": "painter"}, "role": "USER"},
    "myTasks": {
        "total": 2,
        "items": [
            {"mjId": "1", "imageUrl": "/favicon.svg", **TASK},
            {"mjId": "2", "imageUrl": "http://192.0.2.1/elsewhere.png", **TASK},
        ],
    },
}


@dataclass
class Gateway:
    """A server with the real pages before a small schema; `received` are the headers of each operation."""

    url: str = ""
    received: dict[str, Headers] = field(default_factory=dict)

    async def answer(self, request: Request) -> Response:
        operation = json.loads(await request.body())
        self.received[operation["operationName"]] = request.headers
        result = graphql_sync(SCHEMA, operation["query"], DATA, variable_values=operation.get("variables"))
        return JSONResponse(result.formatted)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    assert (ASSETS / "playground.html").exists(), "the playground is not built: run `make assets`"
    gateway = Gateway()
    api = Playground(Starlette(routes=[Address("/graphql", gateway.answer, methods=["POST"])]))
    app = Starlette(routes=[*routes(), Address("/graphql", api)])
    listener = socket.create_server(("127.0.0.1", 0))
    gateway.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_level="warning"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield gateway
    server.should_exit = True
    async with asyncio.timeout(10):
        await serving


@dataclass
class Visit:
    """A page, what it asked of other addresses and what it complained of."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def stayed_home(self) -> None:
        assert self.foreign == []
        assert self.complaints == []

    async def keep_home(self, route: Route) -> None:
        url = route.request.url
        if urlsplit(url).hostname == "127.0.0.1" or url.startswith(("data:", "blob:")):
            await route.continue_()
        else:
            self.foreign.append(url)
            await route.abort()


@pytest.fixture
async def visit(gateway: Gateway) -> AsyncIterator[Visit]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        visit = Visit(await context.new_page())
        await context.route("**/*", visit.keep_home)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on(
            "console", lambda line: visit.complaints.append(line.text) if line.type == "error" else None
        )
        await visit.page.goto(f"{gateway.url}/graphql")
        yield visit
        await browser.close()


async def run_example(page: Page, title: str) -> None:
    await page.get_by_role("button", name="Examples").click()
    await page.get_by_role("menuitem", name=title).click()
    await page.get_by_role("button", name="Execute query").click()


async def test_an_example_runs_with_the_credentials_of_the_bar(gateway: Gateway, visit: Visit) -> None:
    page = visit.page
    await expect(page).to_have_title("mj-gateway playground")
    await page.get_by_label("Access token").fill("secret-token")
    await page.get_by_label("User id").fill("7")

    await run_example(page, "Who am I?")
    await expect(page.get_by_label("Result Window")).to_contain_text("painter")

    assert gateway.received["Viewer"]["authorization"] == "Bearer secret-token"
    assert gateway.received["Viewer"]["new-api-user"] == "7"
    assert "secret-token" not in await page.evaluate("JSON.stringify(localStorage)")
    visit.stayed_home()


async def test_the_menu_offers_every_example_file(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="Examples").click()

    await expect(visit.page.get_by_role("menuitem")).to_have_text(TITLES, use_inner_text=True)


async def test_a_response_shows_its_images_as_far_as_they_are_ours(visit: Visit) -> None:
    await run_example(visit.page, "My tasks, a page at a time")

    previews = visit.page.locator(".image-previews img")
    await expect(previews).to_have_count(1)
    await expect(previews).to_have_attribute("src", "/favicon.svg")
    visit.stayed_home()


async def test_the_documentation_explorer_opens_with_the_schema_of_this_server(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="Show Documentation Explorer").click()
    await visit.page.get_by_role("link", name="Query").click()
    await visit.page.get_by_role("link", name="Viewer", exact=True).click()

    await expect(visit.page.get_by_text("Whoever the credentials belong to.")).to_be_visible()
    visit.stayed_home()
