"""`@defer` and `@stream` on the gateway's own schema, over a real socket."""

from typing import Any

import httpx
import pytest

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.accounts import headers
from tests.serving import serving

QUERY = {"query": "{ myTasks(pageSize: 2) { total ... @defer { items @stream { mjId } } } }"}
PARTS = {"Accept": "multipart/mixed;incrementalSpec=v0.2, application/json;q=0.9"}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_tasks_can_be_deferred(newapi_database: Database, method: str) -> None:
    app = create_app(load(), newapi_database, Readiness())
    async with serving(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        asked: Any = {"params": QUERY} if method == "GET" else {"json": QUERY}
        whole = await client.request(method, "/graphql", **asked, headers=headers("bob"))
        parts = await client.request(method, "/graphql", **asked, headers={**headers("bob"), **PARTS})
    assert whole.headers["content-type"] == "application/json; charset=utf-8"
    page = whole.json()["data"]["myTasks"]
    assert (page["total"], len(page["items"])) == (61, 2)
    assert parts.headers["content-type"].startswith("multipart/mixed")
    assert parts.text.count("\r\n---\r\n") >= 2
    assert all(item["mjId"] in parts.text for item in page["items"])
