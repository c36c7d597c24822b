"""The same application over HTTP/2 (RFC 9113), behind a server that speaks it."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config
from starlette.applications import Starlette

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.accounts import headers
from tests.operations.test_server import certificate

DEADLINE_SECONDS = 60
MULTIPART = {"Accept": "multipart/mixed;incrementalSpec=v0.2"}
QUERY = {"query": "{ myTasks(pageSize: 20) { total ... @defer { items @stream { mjId prompt } } } }"}
# "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header fields" (8.2.2).
CONNECTION_SPECIFIC = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"}


@asynccontextmanager
async def http2(app: Starlette, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Serve an app by HTTP/2 over TLS while the block runs, and give a client that takes nothing older."""
    chain, key = certificate(folder)
    config, up, end = Config(), asyncio.Event(), asyncio.Event()
    config.bind, config.certfile, config.keyfile = ["127.0.0.1:0"], str(chain), str(key)
    config.alpn_protocols, config.accesslog, config.errorlog = ["h2"], None, None
    (listening,) = (sockets := config.create_sockets()).secure_sockets
    config.create_sockets = lambda: sockets  # type: ignore[method-assign] # its port is known before it serves

    async def ended() -> None:
        up.set()
        await end.wait()

    trust = ssl.create_default_context(cafile=str(chain))
    base_url = f"https://127.0.0.1:{listening.getsockname()[1]}"
    async with asyncio.timeout(DEADLINE_SECONDS), asyncio.TaskGroup() as group:
        group.create_task(serve(app, config, shutdown_trigger=ended))  # type: ignore[arg-type]
        await up.wait()
        async with httpx.AsyncClient(
            http2=True, http1=False, verify=trust, base_url=base_url, trust_env=False
        ) as client:
            yield client
        end.set()


@pytest.fixture
async def client(newapi_database: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with http2(create_app(load(), newapi_database, Readiness()), tmp_path) as client:
        yield client


def parts(response: httpx.Response) -> list[dict[str, Any]]:
    """Give the parts of a multipart answer, which must begin and end as such."""
    first, *bodies, last = response.text.split("\r\n---")
    assert (first, last) == ("", "--\r\n")
    return [json.loads(body.partition("\r\n\r\n")[2]) for body in bodies]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_in_parts_is_whole_over_http_2(client: httpx.AsyncClient, method: str) -> None:
    asked: Any = {"params": QUERY} if method == "GET" else {"json": QUERY}
    response = await client.request(method, "/graphql", **asked, headers={**headers("bob"), **MULTIPART})

    assert (response.http_version, response.status_code) == ("HTTP/2", 200)
    assert CONNECTION_SPECIFIC.isdisjoint(response.headers)
    found = parts(response)
    assert found[0]["data"] == {"myTasks": {"total": 61}}
    assert [part["hasNext"] for part in found] == [True] * (len(found) - 1) + [False]
    pending = [one["id"] for part in found for one in part.get("pending", ())]
    completed = [one["id"] for part in found for one in part.get("completed", ())]
    assert sorted(pending) == sorted(completed)
    assert response.text.count('"mjId"') == 20


@pytest.mark.parametrize("path", ["/graphql", "/api/mj/self", "/schema.graphql", "/livez", "/nowhere"])
async def test_no_answer_has_headers_of_a_connection(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, params={"query": "{ viewer { role } }"}, headers=headers("bob"))
    assert response.http_version == "HTTP/2"
    assert CONNECTION_SPECIFIC.isdisjoint(response.headers)


async def test_requests_of_one_connection_are_answered_side_by_side(client: httpx.AsyncClient) -> None:
    body = {"query": "{ myTasks(pageSize: 50) { items { mjId } } }"}
    answers = await asyncio.gather(
        *(client.post("/graphql", json=body, headers=headers("bob")) for _ in range(10))
    )
    assert [len(answer.json()["data"]["myTasks"]["items"]) for answer in answers] == [50] * 10
    assert {answer.http_version for answer in answers} == {"HTTP/2"}
