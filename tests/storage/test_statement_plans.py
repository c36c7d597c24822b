"""No listing reads the whole table: what SQLite says of each statement (`sqlite.org/eqp.html`)."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.accounts import headers
from tests.statements import counted

GRAPHQL = {
    "my tasks": "{ myTasks { items { mjId } total } }",
    "my tasks, page 3": "{ myTasks(page: 3) { items { mjId } total } }",
    "my task by mjId": '{ myTasks(mjId: "x") { items { mjId } total } }',
    "my tasks since": "{ myTasks(startTimestamp: 1700000000) { items { mjId } total } }",
    "my tasks of a range": "{ myTasks(startTimestamp: 1, endTimestamp: 9) { items { mjId } total } }",
    "all tasks by mjId": '{ allTasks(mjId: "x") { items { mjId } total } }',
    "tasks since, counted": "{ allTasks(startTimestamp: 1700000000) { total } }",
    "task": '{ task(mjId: "x") { mjId } }',
    "viewer's connection": "{ viewer { tasks { nodes { mjId } totalCount } } }",
    "users' tasks": "{ users(first: 3) { nodes { tasks(first: 2) { nodes { mjId } totalCount } } } }",
    "nodes": '{ nodes(ids: ["VGFzazox", "VXNlcjox"]) { id } }',
}
# Rows of the whole table that are walked in its own order end with the page: they are read for a page of
# everybody's tasks, which has to begin somewhere.
BY_ID = {
    "all tasks": "{ allTasks { items { mjId } } }",
    "all tasks since": "{ allTasks(startTimestamp: 1700000000) { items { mjId } } }",
    "connection": "{ tasks(first: 5) { nodes { mjId } } }",
    "connection, from a cursor": '{ tasks(first: 5, after: "MTp0YXNrczoyMDA=") { nodes { mjId } } }',
}
REST = ("/api/mj/self", "/api/mj/self?mj_id=x", "/api/mj/?mj_id=x", "/api/mj/self?start_timestamp=1700000000")


def steps(file: Path, statements: list[str]) -> list[str]:
    """Tell what SQLite does for statements."""
    with closing(sqlite3.connect(file)) as connection:
        return [
            step[3]
            for statement in statements
            if statement.lstrip().startswith("SELECT")
            for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?"))
        ]


def words(statement: str) -> set[str]:
    return set(re.findall(r"\w+", statement))


def scans(steps: list[str]) -> list[str]:
    return [step for step in steps if step.startswith(("SCAN midjourneys", "SCAN users"))]


async def asked(client: httpx.AsyncClient, query: str) -> list[str]:
    await client.get("/api/mj/self", headers=headers("alice"))  # finds the unit of times out, once
    with counted() as statements:
        response = await client.post("/graphql", json={"query": query}, headers=headers("admin"))
    assert "errors" not in response.json(), response.text
    assert statements
    return statements


@pytest.mark.parametrize("query", GRAPHQL.values(), ids=GRAPHQL.keys())
async def test_a_listing_searches_by_an_index(
    client: httpx.AsyncClient, newapi_file: Path, query: str
) -> None:
    found = steps(newapi_file, await asked(client, query))
    assert scans(found) == [], found


@pytest.mark.parametrize("query", BY_ID.values(), ids=BY_ID.keys())
async def test_a_page_of_everybodys_tasks_is_read_in_their_order(
    client: httpx.AsyncClient, newapi_file: Path, query: str
) -> None:
    statements = await asked(client, query)
    found = steps(newapi_file, statements)
    assert not [step for step in found if "TEMP B-TREE" in step], found
    # That of a time is counted first, which tells between which ids it lies.
    read = [one for one in statements if "FROM midjourneys" in one and not {"max", "count"} & words(one)]
    assert read
    assert all("LIMIT" in statement for statement in read)


@pytest.mark.parametrize("path", REST)
async def test_a_rest_listing_searches_by_an_index(
    client: httpx.AsyncClient, newapi_file: Path, path: str
) -> None:
    await client.get("/api/mj/self", headers=headers("alice"))
    with counted() as statements:
        response = await client.get(path, headers=headers("admin"))
    assert response.json()["success"] is True
    found = steps(newapi_file, statements)
    assert found
    assert scans(found) == [], found
