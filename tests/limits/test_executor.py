import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import get_introspection_query
from structlog.testing import capture_logs

from gql.execution.limits import documents
from gql.execution.refusals import NotByGet
from gql.storage.database import Database
from tests.limits.operations import Client
from tests.storage.statements import ENDLESS

Make = Callable[..., Client]
TWO = "query A { viewer { role } } query B { viewer { user { username } } }"


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        (TWO, None, "operationName must name one of the document's operations: A, B"),
        (TWO, "C", "operationName must name one of the document's operations: A, B"),
        ("{ viewer { role } }", "C", "operationName must name one of the document's operations: -"),
    ],
)
async def test_an_operation_that_can_not_be_told_is_not_run(
    client_with: Make, query: str, name: str | None, message: str
) -> None:
    response = await client_with().run(query, name=name)
    assert "data" not in response
    assert response["errors"][0]["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"
    assert message in response["errors"][0]["message"].replace("operation_name", "operationName")


@pytest.mark.parametrize(("name", "data"), [("A", {"role": "ADMIN"}), ("B", {"user": {"username": "admin"}})])
async def test_the_operation_of_the_name_is_run(client_with: Make, name: str, data: object) -> None:
    assert (await client_with().run(TWO, name=name))["data"] == {"viewer": data}


async def test_only_queries_are_read(client_with: Make) -> None:
    client = client_with()
    assert "data" in await client.run("{ viewer { role } }", read_only=True)
    response = await client.run("subscription { viewer }", read_only=True)
    assert response["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert NotByGet.status == 405


@pytest.mark.parametrize(
    ("query", "settings", "refusal"),
    [
        ("{ viewer { role } }", {"limit_tokens": 5}, "tokens: at most 5, found > 5"),
        ("# #\n{ viewer { role } }", {"limit_characters": 22}, "characters: at most 22, found 23"),
        ("{ viewer { role } }", {"limit_depth": 1}, "depth: at most 1, found 2"),
        ("{ myTasks { page } }", {"limit_list_size": 19}, "list_size: at most 19, found 20"),
        ("{ myTasks { items { id } } }", {"limit_cost": 20}, "cost: at most 20, found 21"),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {"limit_nodes": 2}, "nodes: at most 2, found 3"),
    ],
)
async def test_a_refusal_names_the_limit_its_value_and_what_was_found(
    client_with: Make, query: str, settings: dict[str, int], refusal: str
) -> None:
    refused = await client_with(**settings).refusal(query)
    assert (
        refused.replace("listSize", "list_size")
        == f"LIMIT_EXCEEDED: The operation exceeds the limit {refusal}"
    )


@pytest.mark.parametrize("mode", ["warn", "off"])
async def test_limits_that_are_not_enforced_refuse_nothing(client_with: Make, mode: str) -> None:
    client = client_with(limits=mode, limit_tokens=5, limit_depth=1, limit_cost=3)
    with capture_logs() as logs:
        response = await client.run("{ myTasks { items { mjId } } }")

    assert len(response["data"]["myTasks"]["items"]) == 0 or response["data"]
    warned = [
        (entry["limit"], entry["highest"], entry["found"])
        for entry in logs
        if entry["event"] == "limit_exceeded"
    ]
    assert warned == ([("tokens", 5, 9), ("depth", 1, 3), ("cost", 3, 21)] if mode == "warn" else [])


async def test_more_ids_than_lists_have_items_are_a_matter_of_their_own_limit(client_with: Make) -> None:
    query, ids = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["x"] * 250}
    for settings in ({"limit_nodes": 250, "limit_list_size": 1}, {"limits": "warn"}):
        assert (await client_with(**settings).run(query, ids))["data"]["nodes"] == [None] * 250
    with capture_logs() as logs:
        await client_with(limits="warn").run(query, ids)
    assert [(entry["limit"], entry["highest"], entry["found"]) for entry in logs] == [("nodes", 100, 250)]


async def test_fragments_that_nest_too_deeply_to_be_measured_are_warned_of(client_with: Make) -> None:
    chain = "".join(f"fragment F{i} on Query {{ viewer {{ user {{ ...F{i + 1} }} }} }}" for i in range(900))
    client = client_with(limits="warn", limit_tokens=99_999, limit_characters=999_999)
    with capture_logs() as logs:
        await client.run("{ ...F0 }" + chain)
    assert {entry["limit"] for entry in logs} >= {"depth"}


async def test_five_errors_of_validation_are_told(client_with: Make) -> None:
    response = await client_with().run("{ a b c d e f g h }")
    assert len(response["errors"]) == 5
    assert {error["extensions"]["code"] for error in response["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}


async def test_a_document_that_can_not_be_parsed_is_told_by_graphql_itself(client_with: Make) -> None:
    assert (await client_with().refusal("{ a ")).startswith(
        "GRAPHQL_PARSE_FAILED: Syntax Error: Expected Name"
    )


@pytest.mark.parametrize(("debug", "told"), [(True, True), (False, False)])
async def test_names_are_suggested_to_developers_alone(client_with: Make, debug: bool, told: bool) -> None:
    refusal = await client_with(debug=debug).refusal("{ viewr { role } }")
    assert ("Did you mean 'viewer'" in refusal) is told


async def test_graphiql_may_ask_for_the_whole_schema_but_not_three_times(client_with: Make) -> None:
    whole = get_introspection_query(descriptions=True, input_value_deprecation=True)
    client = client_with()
    assert "data" in await client.run(whole)
    lists = "fields { args { name } type { name } }"
    assert (await client.cost(f"{{ __schema {{ types {{ {lists} }} }} }}"))["requested"] == 1
    aliases = " ".join(f"a{number}: {lists}" for number in range(28))
    refusal = await client.refusal(f"{{ __schema {{ types {{ {aliases} }} }} }}")
    assert refusal.startswith("LIMIT_EXCEEDED: The operation exceeds the limit introspection: at most")


async def test_a_document_is_prepared_once(client_with: Make) -> None:
    kept = client_with().executor._documents
    long = "{ viewer { role } }" + " " * documents.LONG_CHARACTERS
    assert len({id(one) for one in await asyncio.gather(*(kept.prepare(long) for _ in range(5)))}) == 1
    first = await kept.prepare("{ viewer { role } }")
    assert await kept.prepare("{ viewer { role } }") is first
    assert await kept.prepare("{ viewer { role } } ") is not first


async def test_long_documents_are_prepared_one_at_a_time(
    client_with: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = client_with().executor._documents
    prepare, running, most = kept._prepared, 0, 0

    def observed(text: str) -> documents.Prepared:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return prepare(text)
        finally:
            running -= 1

    monkeypatch.setattr(kept, "_prepared", observed)
    long = "{ " + "viewer { role } " * 10 + "}" + " " * documents.LONG_CHARACTERS
    await asyncio.gather(*(kept.prepare(long + " " * number) for number in range(10)))
    assert most == 1


async def test_long_documents_are_kept_in_no_more_room_than_short_ones(client_with: Make) -> None:
    kept = client_with().executor._documents
    for number in range(30):
        await kept.prepare("{ viewer { role } }" + " " * (14_000 + number))
        assert kept._kept.characters <= documents.KEPT_CHARACTERS
    assert kept._kept.characters == sum(len(str(text)) for text in kept._kept._values)
    assert kept._kept.characters > 90_000


async def test_operations_are_kept_with_their_document_and_take_room_beside_others(client_with: Make) -> None:
    client = client_with()
    query = "query ($page: Int!) { myTasks(page: $page) { total } }"
    kept = client.executor._documents
    for page in range(1, documents.OPERATIONS_KEPT + 50):
        await client.run(query, {"page": page})
    prepared = kept.kept(query)
    assert prepared
    assert prepared.operations.characters == documents.OPERATIONS_KEPT
    room = len(query) + documents.OPERATIONS_KEPT * documents.OPERATION_CHARACTERS
    assert kept._kept.characters == room
    for number in range(documents.KEPT):
        await kept.prepare(f"{{ viewer {{ a{number}: role }} }}")
    assert kept.kept(query) is None


async def test_an_operation_is_told_by_its_variables_and_their_types(client_with: Make) -> None:
    client = client_with("alice")
    query = "query ($size: Int!) { myTasks(pageSize: $size) { pageSize } }"
    for value, is_valid in ((1, True), (True, False), ("1", False), (1, True), (1.0, True), (2, True)):
        response = await client.run(query, {"size": value})
        expected = {"myTasks": {"pageSize": value}} if is_valid else None
        assert response.get("data") == expected, value


async def test_a_statement_that_takes_too_long_is_interrupted_in_the_database(
    client_with: Make, newapi_database: Database, newapi_file: Path
) -> None:
    endless_view(newapi_file)
    begin = time.monotonic()
    refusal = await client_with("alice", limit_seconds=0.3).refusal("{ myTasks { items { mjId } } }")

    assert refusal == "TIMED_OUT: The operation was ended after 0.3 seconds"
    async with newapi_database.read() as connection:  # no reader is busy with what nobody waits for
        assert (await connection.exec_driver_sql("SELECT 1")).scalar_one() == 1
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize(("mode", "told"), [("off", []), ("warn", [("seconds", 0.000001, 1)])])
async def test_without_limits_no_operation_is_ended(client_with: Make, mode: str, told: list[object]) -> None:
    with capture_logs() as logs:
        response = await client_with(limits=mode, limit_seconds=0.000001).run("{ myTasks { total } }")
    assert "errors" not in response
    assert [(entry["limit"], entry["highest"], entry["found"]) for entry in logs] == told


def endless_view(file: Path) -> None:
    """Put a view that has no end in the place of the tasks."""
    with sqlite3.connect(file) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(midjourneys)")]
        connection.execute("ALTER TABLE midjourneys RENAME TO kept")
        connection.execute(f"CREATE VIEW endless AS {ENDLESS}".replace("count(*)", "max(i) AS i"))
        names = ", ".join(f"'' AS {name}" for name in columns if name not in {"id", "user_id"})
        connection.execute(f"CREATE VIEW midjourneys AS SELECT i AS id, 3 AS user_id, {names} FROM endless")
    connection.close()
