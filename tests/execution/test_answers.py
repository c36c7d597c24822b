"""Answers are kept as long as no row changes, whoever changes it, and no longer."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gql.app import create_app
from gql.execution.answers import ENTRY_BYTES
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from gql.tasks.links.signer import DAY_SECONDS
from tests.accounts import headers
from tests.clock import FakeClock
from tests.gateway import ask, client_of, data
from tests.storage.statements import outside

MINE = "{ myTasks(pageSize: 3) { items { mjId status progress imageUrl } total } }"
LIST = "{ myTasks(pageSize: 3) { items { progress } } }"
EVERYBODYS = "{ allTasks(pageSize: 3) { items { mjId } total } }"
WRITE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("UPDATE midjourneys SET progress = ? WHERE user_id = 3", (sys.argv[2],))
"""
TASK = "INSERT INTO midjourneys (user_id, status, submit_time, image_url) VALUES (3, '{}', 1700000000, '{}')"


@pytest.fixture
async def told(newapi_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client that is told the way."""
    async with client_of(newapi_database, debug=True) as client:
        yield client


async def way(client: httpx.AsyncClient, query: str, username: str = "alice") -> str:
    response = await client.post("/graphql", json={"query": query}, headers=headers(username))
    assert "errors" not in response.json(), response.text
    return response.headers["MJ-Execution"]


async def kept(client: httpx.AsyncClient, query: str, username: str = "alice") -> str:
    """Ask until an answer may be kept, and once more."""
    for _ in range(2):
        await way(client, query, username)
    return await way(client, query, username)


@pytest.mark.parametrize("query", [MINE, "{ viewer { role tasks(first: 2) { totalCount } } }"])
async def test_an_answer_is_given_again_while_no_row_changes(told: httpx.AsyncClient, query: str) -> None:
    first = await data(told, query, "alice")
    assert await kept(told, query) == "kept"
    assert await data(told, query, "alice") == first
    assert await way(told, query, "bob") == "compiled"


async def test_each_change_by_another_process_is_in_the_next_answer(
    told: httpx.AsyncClient, newapi_file: Path
) -> None:
    for number in range(4):
        assert await kept(told, LIST) == "kept"
        writer = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITE, newapi_file, f"{number}%")
        async with asyncio.timeout(60):
            assert await writer.wait() == 0
        tasks = (await data(told, LIST, "alice"))["myTasks"]["items"]
        assert {task["progress"] for task in tasks} == {f"{number}%"}


async def test_a_token_that_was_taken_away_opens_nothing_that_is_kept(
    told: httpx.AsyncClient, newapi_file: Path
) -> None:
    assert await kept(told, MINE) == "kept"
    outside(newapi_file, "UPDATE users SET access_token = 'another' WHERE id = 3")
    assert (await ask(told, MINE, "alice"))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_lower_role_counts_at_the_next_request(told: httpx.AsyncClient, newapi_file: Path) -> None:
    assert await kept(told, EVERYBODYS, "admin") == "kept"
    outside(newapi_file, "UPDATE users SET role = 1 WHERE id = 2")
    assert (await ask(told, EVERYBODYS, "admin"))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_get_is_answered_with_the_same_tag_and_confirmed(told: httpx.AsyncClient) -> None:
    assert await kept(told, MINE) == "kept"
    first = await told.get("/graphql", params={"query": MINE}, headers=headers("alice"))
    sent = headers("alice", If_None_Match=first.headers["etag"])
    again = await told.get("/graphql", params={"query": MINE}, headers=sent)
    assert (first.headers["MJ-Execution"], again.status_code) == ("kept", 304)


@pytest.mark.parametrize(
    "field", ["estimatedFinishAt", "imageWidth", "blurhash"], ids=["the time", "pictures", "pictures too"]
)
async def test_what_no_row_proves_is_read_each_time(
    told: httpx.AsyncClient, newapi_file: Path, field: str
) -> None:
    outside(newapi_file, TASK.format("IN_PROGRESS", "https://a.test/1.png"))
    assert await kept(told, f"{{ myTasks(pageSize: 1) {{ items {{ {field} }} }} }}") == "compiled"


async def test_signed_addresses_are_those_of_the_day(newapi_database: Database) -> None:
    clock = FakeClock()
    app = create_app(load(debug=True), newapi_database, Readiness(), clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert await kept(client, MINE) == "kept"
        before = await data(client, MINE, "alice")
        clock.pass_(DAY_SECONDS)
        assert await kept(client, MINE) == "kept"
        assert await data(client, MINE, "alice") != before


async def test_where_points_are_counted_nothing_is_kept(newapi_database: Database) -> None:
    async with client_of(newapi_database, debug=True, rate_limit="1000") as client:
        assert await kept(client, MINE) == "compiled"


async def test_nothing_is_kept_where_no_room_is_given(newapi_database: Database) -> None:
    async with client_of(newapi_database, debug=True, cache_bytes=0) as client:
        assert await kept(client, MINE) == "compiled"


async def test_the_oldest_answers_make_room(newapi_database: Database) -> None:
    async with client_of(newapi_database, debug=True, cache_bytes=2 * ENTRY_BYTES + 200) as client:
        first, *_, last = [f"{{ myTasks(page: {page}, pageSize: 1) {{ page }} }}" for page in range(1, 5)]
        assert await kept(client, first) == "kept"
        for page in range(2, 5):
            assert await kept(client, f"{{ myTasks(page: {page}, pageSize: 1) {{ page }} }}") == "kept"
        assert (await way(client, last), await way(client, first)) == ("kept", "compiled")
