import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gql import __version__
from gql.storage.database import Database
from gql.web import routes
from tests.gateway import client_of

SCRIPT = "console.log('hello');" * 20
NAME = "monaco-editor-BKBcql_t.js"


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    directory = tmp_path / "assets"
    directory.mkdir()
    (directory / NAME).write_text(SCRIPT)
    (directory / f"{NAME}.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (directory / "codicon-DCmgc-ay.ttf").write_bytes(b"font")
    (directory / "playground.html").write_text("page")
    (directory / ".stamp").write_text("stamp")
    (tmp_path / "secret-12345678.js").write_text("outside")
    return directory


@pytest.fixture
async def client(assets: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=routes(assets)))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway:8000") as client:
        yield client


@pytest.mark.parametrize("link", ["/graphql", "/schema.graphql", "/openapi.json", "/healthz", "/metrics"])
async def test_the_index_page_links_to_every_door(client: httpx.AsyncClient, link: str) -> None:
    assert f'href="{link}"' in (await client.get("/")).text


async def test_the_index_page_does_not_link_to_a_schema_that_is_not_shown(newapi_database: Database) -> None:
    async with client_of(newapi_database, introspection=False) as client:
        page = (await client.get("/")).text
        assert (await client.get("/schema.graphql")).status_code == 404
    assert "/schema.graphql" not in page
    assert 'href="/openapi.json"' in page


async def test_the_index_page_says_its_version_and_how_to_call_this_very_address(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/")

    assert response.status_code == 200
    assert f"mj-gateway {__version__}" in response.text
    assert "curl http://gateway:8000/graphql" in response.text
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


async def test_the_index_page_escapes_the_host_a_client_claims(client: httpx.AsyncClient) -> None:
    response = await client.get("/", headers={"Host": "<script>alert(1)</script>"})

    assert "<script>" not in response.text


@pytest.mark.parametrize("path", ["/favicon.svg", "/favicon.ico"])
async def test_the_icon_is_a_drawing_of_our_own(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize(("encoding", "expected"), [("gzip, br", "gzip"), ("identity", None)])
async def test_an_asset_is_kept_for_ever_and_compressed_for_whoever_takes_it(
    client: httpx.AsyncClient, encoding: str, expected: str | None
) -> None:
    response = await client.get(f"/assets/{NAME}", headers={"Accept-Encoding": encoding})

    assert response.text == SCRIPT
    assert response.headers.get("content-encoding") == expected
    assert response.headers["content-type"].split(";")[0].endswith("/javascript")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_an_asset_without_a_compressed_twin_is_served_as_it_is(client: httpx.AsyncClient) -> None:
    response = await client.get("/assets/codicon-DCmgc-ay.ttf", headers={"Accept-Encoding": "gzip"})

    assert response.content == b"font"
    assert "content-encoding" not in response.headers


async def test_an_asset_that_the_browser_still_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    etag = (await client.get(f"/assets/{NAME}")).headers["etag"]

    response = await client.get(f"/assets/{NAME}", headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/%2e",
        "/assets/.stamp",
        "/assets/playground.html",
        "/assets/missing-12345678.js",
        "/assets/%2e%2e/secret-12345678.js",
        "/assets/..%2fsecret-12345678.js",
        "/assets/..%5csecret-12345678.js",
        "/assets/%2fetc/passwd",
        "/assets/a%00-12345678.js",
        f"/assets/{NAME}.gz",
    ],
)
async def test_nothing_but_a_hashed_name_of_this_directory_is_served(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404


async def test_an_asset_takes_no_other_method(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"/assets/{NAME}")).status_code == 405


async def test_assets_that_are_not_built_are_not_found(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(Starlette(routes=routes(tmp_path / "nowhere")))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        assert (await client.get(f"/assets/{NAME}")).status_code == 404
