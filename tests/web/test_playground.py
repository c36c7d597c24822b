from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from gql.web import Playground

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def answer_operation(request: Request) -> Response:
    return PlainTextResponse(f"api {(await request.body()).decode()}")


API = Route("/graphql", answer_operation, methods=["GET", "POST"])


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    (tmp_path / "playground.html").write_text('<html lang="$language"><title>mj-gateway playground</title>')
    return tmp_path


@pytest.fixture
async def client(assets: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Playground(Starlette(routes=[API]), assets))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


@pytest.mark.parametrize(
    "accept",
    [CHROME, FIREFOX, "text/html", "TEXT/HTML", "application/json;q=0.5, text/html;q=0.9", "text/html, */*"],
)
async def test_a_browser_gets_the_page(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.get("/graphql", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "mj-gateway playground" in response.text
    assert response.headers["vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize(
    ("wish", "spoken"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB", "en"), ("fr", "en")]
)
async def test_the_page_speaks_the_language_of_the_browser(
    client: httpx.AsyncClient, wish: str, spoken: str
) -> None:
    response = await client.get("/graphql", headers={"Accept": CHROME, "Accept-Language": wish})

    assert f'<html lang="{spoken}">' in response.text


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "",
        "application/json",
        "application/graphql-response+json",
        "application/graphql-response+json, application/json;q=0.9",
        "text/html, application/json",
        "text/html;q=0.5, application/json",
        "text/html;q=0.5, application/graphql-response+json;q=0.6",
        "text/html;q=0.1, */*",
        "text/html;q=0",
        "text/html;q=none",
        "text/event-stream",
        "text/*",
    ],
)
async def test_a_program_gets_the_api(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.get("/graphql", headers={"Accept": accept})

    assert response.text == "api "


@pytest.mark.parametrize("query_string", ["query={viewer{role}}", "id=abc", "extensions={}", "query="])
async def test_an_operation_in_the_address_gets_the_api_from_a_browser_too(
    client: httpx.AsyncClient, query_string: str
) -> None:
    response = await client.get(f"/graphql?{query_string}", headers={"Accept": CHROME})

    assert response.text == "api "


async def test_other_parameters_leave_a_browser_its_page(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql?utm_source=mail", headers={"Accept": CHROME})

    assert response.headers["content-type"].startswith("text/html")


async def test_accept_may_come_in_several_lines(client: httpx.AsyncClient) -> None:
    lines = [("Accept", "text/html;q=0.5"), ("Accept", "application/json")]

    assert (await client.get("/graphql", headers=lines)).text == "api "


async def test_a_post_passes_with_its_body_whatever_it_accepts(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", headers={"Accept": CHROME}, content="{ viewer }")

    assert response.text == "api { viewer }"


async def test_a_head_is_answered_as_the_get_would_be(client: httpx.AsyncClient) -> None:
    response = await client.head("/graphql", headers={"Accept": CHROME})

    assert response.headers["content-type"].startswith("text/html")


async def test_a_websocket_passes_untouched(assets: Path) -> None:
    passed: list[tuple[Scope, Receive, Send]] = []

    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append((scope, receive, send))

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    handshake = {"type": "websocket", "path": "/graphql", "headers": [(b"accept", b"text/html")]}
    await Playground(api, assets)(handshake, receive, send)

    assert passed == [(handshake, receive, send)]


async def test_the_page_says_what_to_run_where_its_assets_are_not_built(
    client: httpx.AsyncClient, assets: Path
) -> None:
    (assets / "playground.html").unlink()

    response = await client.get("/graphql", headers={"Accept": CHROME})

    assert response.status_code == 503
    assert "make assets" in response.text
    assert "操作台尚未构建" in response.text


async def test_the_page_runs_no_foreign_or_inline_script_and_sits_in_no_frame(
    client: httpx.AsyncClient,
) -> None:
    headers = (await client.get("/graphql", headers={"Accept": CHROME})).headers
    policy = dict(directive.split(" ", 1) for directive in headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
