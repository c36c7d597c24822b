"""Who may read the schema: everybody, or nobody where it is hidden."""

from collections.abc import AsyncIterator

import httpx
import pytest
from graphql import get_introspection_query

from gql.storage.database import Database
from tests.accounts import headers
from tests.gateway import ask, client_of, errors

HIDING = "GraphQL introspection has been disabled, but the requested query contained the field"


@pytest.fixture
async def hidden(newapi_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway that hides its schema."""
    async with client_of(newapi_database, introspection=False) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("{ __schema { queryType { name } } }", "__schema"),
        ('{ __type(name: "Task") { name } }', "__type"),
        ("{ mine: __schema { __typename } }", "__schema"),
        ("{ ...Whole } fragment Whole on Query { __schema { __typename } }", "__schema"),
        ("query ($yes: Boolean! = false) { __schema @include(if: $yes) { __typename } }", "__schema"),
    ],
)
@pytest.mark.parametrize("username", [None, "root"])
async def test_a_hidden_schema_is_refused_to_everybody_in_every_form(
    hidden: httpx.AsyncClient, query: str, field: str, username: str | None
) -> None:
    refusals = await errors(hidden, query, username)
    assert ("", "GRAPHQL_VALIDATION_FAILED", f"{HIDING} '{field}'.") in refusals


async def test_the_whole_introspection_of_a_tool_is_refused_without_data(hidden: httpx.AsyncClient) -> None:
    answer = await ask(hidden, get_introspection_query())
    assert "data" not in answer


async def test_no_rule_of_limits_lets_a_hidden_schema_through(newapi_database: Database) -> None:
    async with client_of(newapi_database, introspection=False, limits="off") as client:
        assert await errors(client, "{ __schema { __typename } }") != []


async def test_type_names_are_told_of_a_hidden_schema_as_clients_ask_for_them_everywhere(
    hidden: httpx.AsyncClient,
) -> None:
    answer = await ask(hidden, "{ __typename viewer { __typename user { __typename } } }", "alice")
    assert answer["data"] == {
        "__typename": "Query",
        "viewer": {"__typename": "Viewer", "user": {"__typename": "User"}},
    }


@pytest.mark.parametrize("path", ["/schema.graphql", "/schema.graphql/"])
async def test_a_hidden_schema_is_not_served_as_a_file(hidden: httpx.AsyncClient, path: str) -> None:
    response = await hidden.get(path, headers=headers("root"))
    assert response.status_code == 404
    assert "type Query" not in response.text


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "Cannot query field 'myTask' on type 'Query'."),
        ({"introspection": False}, "Cannot query field 'myTask' on type 'Query'."),
        (
            {"debug": True},
            "Cannot query field 'myTask' on type 'Query'. Did you mean 'myTasks', 'task', or 'tasks'?",
        ),
    ],
)
async def test_names_are_suggested_for_debugging_alone(
    newapi_database: Database, settings: dict[str, bool], message: str
) -> None:
    async with client_of(newapi_database, **settings) as client:
        ((_, _, told),) = await errors(client, "{ myTask { total } }")
    assert told == message


async def test_a_schema_is_open_where_nothing_is_set(client: httpx.AsyncClient) -> None:
    answer = await ask(client, '{ __schema { __typename } __type(name: "Task") { name } }')
    assert answer["data"] == {"__schema": {"__typename": "__Schema"}, "__type": {"name": "Task"}}
    assert (await client.get("/schema.graphql")).status_code == 200


async def test_a_router_reads_the_subgraph_s_definition_even_of_a_hidden_schema(
    newapi_database: Database,
) -> None:
    async with client_of(newapi_database, introspection=False, federation=True) as client:
        answer = await ask(client, "{ _service { sdl } }")
    assert "type Task" in answer["data"]["_service"]["sdl"]
