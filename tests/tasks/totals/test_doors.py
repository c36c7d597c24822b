"""What both doors say of a page that is still being found."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from gql.storage.engines.reader import Reader
from gql.tasks import pages
from tests.accounts import headers
from tests.gateway import ask, errors

DEADLINE_SECONDS = 30
TOLD = "This page of a very long list is still being found; try again in a few seconds"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make 300 tasks many, and wait for nothing."""
    monkeypatch.setattr(pages, "SKIPPED", 20)
    monkeypatch.setattr(pages, "WAIT_SECONDS", 0)


@pytest.fixture
def counting() -> Iterator[threading.Event]:
    """Keep a listing from being counted by blocks until that is set."""
    may_begin = threading.Event()

    def wait(statement: str) -> None:
        if "GROUP BY" in statement:
            may_begin.wait(DEADLINE_SECONDS)

    Reader.listeners.append(wait)
    yield may_begin
    may_begin.set()
    Reader.listeners.remove(wait)


@pytest.mark.parametrize("site", ["sqlite-attached"])
async def test_graphql_says_so_at_the_field_until_it_is_found(
    client: httpx.AsyncClient, counting: threading.Event
) -> None:
    query = "{ allTasks(page: 8, pageSize: 20) { total items { mjId } } }"
    told = await errors(client, query, "admin")
    assert told == [("allTasks.items", "UNAVAILABLE", TOLD)]
    counting.set()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while "errors" in await ask(client, query, "admin"):
            pass


@pytest.mark.parametrize("site", ["sqlite-attached"])
async def test_rest_says_so_with_503_until_it_is_found(
    client: httpx.AsyncClient, counting: threading.Event
) -> None:
    asked = headers("admin")
    page = {"p": 8, "page_size": 20}
    response = await client.get("/api/mj/", params=page, headers=asked)
    assert (response.status_code, response.json()["code"]) == (503, "UNAVAILABLE")
    counting.set()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (await client.get("/api/mj/", params=page, headers=asked)).status_code == 503:
            pass
