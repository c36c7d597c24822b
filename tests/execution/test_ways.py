"""The main queries go the fast way: no change may send them silently to the executor."""

import httpx
import pytest

from gql.schema.nodes import global_id
from gql.storage.database import Database
from tests.accounts import headers
from tests.gateway import ask, client_of
from tests.operations.test_metrics import samples
from tests.statements import counted

CARD = "mjId action status progress prompt imageUrl thumbnailUrl videoUrls submittedAt"
EVERYTHING = (
    f"{CARD} buttons {{ label customId }} properties durationSeconds failReason quota estimatedFinishAt"
)
MAIN = {
    "my tasks": f"{{ myTasks {{ items {{ {CARD} }} total page pageSize }} }}",
    "my tasks, 100": f"{{ myTasks(pageSize: 100) {{ items {{ {CARD} }} total }} }}",
    "all tasks": f"{{ allTasks(channelId: 1) {{ items {{ {CARD} user {{ username }} }} total }} }}",
    "by mjId": f'{{ myTasks(mjId: "1708827604124433") {{ items {{ {EVERYTHING} }} total }} }}',
    "time range": "{ myTasks(startTimestamp: 1, endTimestamp: 2000000000) { items { mjId } total } }",
    "connection": f"""query ($first: Int = 20) {{ tasks(first: $first) {{ totalCount pageInfo {{ endCursor }}
        edges {{ cursor node {{ {CARD} user {{ databaseId username }} channel {{ name }} }} }} }} }}""",
    "task": f'{{ task(mjId: "1708827604124433") {{ {EVERYTHING} sourceImageUrl imageWidth }} }}',
    "node": f'{{ node(id: "{global_id("Task", 1)}") {{ __typename id ... on Task {{ {CARD} }} }} }}',
    "nodes": f'{{ nodes(ids: ["{global_id("User", 1)}", "x"]) {{ id ... on User {{ username }} }} }}',
    "viewer": "{ viewer { role user { username } tasks { nodes { mjId } } } }",
    "people": "{ users(first: 3) { nodes { username tasks(first: 1) { totalCount nodes { mjId } } } } }",
    "channels": "{ channels { id name enabled } }",
    "summary": "{ taskSummary { total } viewer { taskSummary { total } } }",
}  # fmt: skip
HEADER = "MJ-Execution"


@pytest.mark.parametrize("query", MAIN.values(), ids=MAIN.keys())
async def test_a_main_query_is_compiled(newapi_database: Database, query: str) -> None:
    async with client_of(newapi_database, debug=True) as client:
        response = await client.post("/graphql", json={"query": query}, headers=headers("admin"))
        assert "errors" not in response.json(), response.text
        assert response.headers[HEADER] == "compiled"


async def test_the_metrics_count_which_way_operations_went(client: httpx.AsyncClient) -> None:
    await ask(client, MAIN["my tasks"], "alice")
    await ask(client, MAIN["my tasks"], "alice")
    await ask(client, MAIN["all tasks"], "alice")  # refused, which the executor tells
    await ask(client, MAIN["my tasks"], "alice")
    counts = await samples(client, "mj_gateway_operations_total")
    assert counts == {("compiled",): 2, ("executed",): 1, ("kept",): 1}


async def test_without_compilation_the_executor_runs_all(newapi_database: Database) -> None:
    async with client_of(newapi_database, debug=True, compile_operations=False) as client:
        body = {"query": MAIN["my tasks"]}
        response = await client.post("/graphql", json=body, headers=headers("alice"))
        assert response.headers[HEADER] == "executed"


async def test_only_debugging_tells_the_way(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers("alice"))
    assert HEADER not in response.headers


async def test_only_what_is_asked_for_is_read(client: httpx.AsyncClient) -> None:
    query = "{ myTasks(page: 2) { items { status databaseId failReason } } }"
    first = await ask(client, query, "chen")
    with counted() as statements:
        assert await ask(client, query, "chen") == first
    _, page = statements
    columns = page.partition("SELECT ")[2].partition(" \nFROM")[0].replace("midjourneys.", "").split(", ")
    assert columns == ["id", "status", "fail_reason"]


async def test_which_columns_a_new_selection_needs_is_found_in_one_read(client: httpx.AsyncClient) -> None:
    await ask(client, "{ myTasks { items { databaseId } } }", "chen")
    with counted() as statements:
        await ask(client, "{ myTasks { items { mjId status progress prompt quota } } }", "chen")
    assert len([statement for statement in statements if "FROM midjourneys" in statement]) == 2


async def test_rest_reads_the_columns_of_its_items(client: httpx.AsyncClient) -> None:
    with counted() as statements:
        await client.get("/api/mj/self", headers=headers("alice"))
    [page] = [statement for statement in statements if "midjourneys.prompt" in statement]
    assert "buttons" not in page
    assert "properties" not in page


NESTED = """{ tasks(first: 50) { pageInfo { endCursor } nodes { mjId progress percentComplete
  user { databaseId username } channel { name } } } }"""


async def test_a_connection_reads_what_is_asked_for_and_each_kind_of_row_once(
    client: httpx.AsyncClient,
) -> None:
    first = await ask(client, NESTED, "admin")
    with counted() as statements:
        assert await ask(client, NESTED, "admin") == first
    tables = [statement.partition("FROM ")[2].split()[0] for statement in statements]
    assert sorted(tables) == ["channels", "midjourneys", "users", "users"]  # one of the two by the token
    tasks = statements[tables.index("midjourneys")]
    columns = tasks.partition("SELECT ")[2].partition(" \nFROM")[0].replace("midjourneys.", "").split(", ")
    assert columns == ["id", "user_id", "mj_id", "progress", "channel_id"]


async def test_which_columns_a_new_connection_needs_is_found_in_one_read(client: httpx.AsyncClient) -> None:
    await ask(client, "{ tasks { nodes { databaseId } } }", "admin")
    with counted() as statements:
        await ask(client, "{ tasks { nodes { mjId prompt user { username } channel { name } } } }", "admin")
    assert len([statement for statement in statements if "FROM midjourneys" in statement]) == 1
