"""Relay connections: by cursor, both ways, stable, and nested at a constant cost."""

import sqlite3
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from gql.keyset import cursors
from tests.accounts import IDS
from tests.gateway import ask, data, errors
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import outside

WALK = """query ($first: Int, $after: String, $last: Int, $before: String, $filter: TaskFilter) { viewer {
  tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    edges { cursor node { databaseId } } nodes { databaseId } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""


def ids_of(file: Path, where: str) -> list[int]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return [
            row[0] for row in connection.execute(f"SELECT id FROM midjourneys WHERE {where} ORDER BY id DESC")
        ]


async def window(client: httpx.AsyncClient, username: str, **variables: Any) -> Any:
    return (await data(client, WALK, username, **variables))["viewer"]["tasks"]


@pytest.mark.parametrize("size", [1, 7, 61, 100])
async def test_walking_forwards_and_backwards_gives_every_task_once(
    client: httpx.AsyncClient, newapi_file: Path, size: int
) -> None:
    expected = ids_of(newapi_file, "user_id = 4")
    for number, cursor, more, end in (
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ):
        walked: list[int] = []
        place = None
        for _ in range(len(expected) // size + 2):
            part = await window(client, "bob", **{number: size, cursor: place})
            ids = [node["databaseId"] for node in part["nodes"]]
            walked = walked + ids if number == "first" else ids + walked
            place = part["pageInfo"][end]
            if not part["pageInfo"][more]:
                break
        assert walked == expected


async def test_edges_nodes_and_page_info_tell_the_same_window(client: httpx.AsyncClient) -> None:
    part = await window(client, "bob", first=3)
    assert [edge["node"] for edge in part["edges"]] == part["nodes"]
    assert part["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": part["edges"][0]["cursor"],
        "endCursor": part["edges"][-1]["cursor"],
    }
    assert part["totalCount"] == 61


async def test_a_window_is_stable_while_tasks_are_added_at_the_head(
    client: httpx.AsyncClient, newapi_file: Path, place: Place
) -> None:
    first = await window(client, "bob", first=5)
    outside(place, "INSERT INTO midjourneys (id, user_id, mj_id) VALUES (1000, 4, 'new')")
    after = await window(client, "bob", first=5, after=first["pageInfo"]["endCursor"])
    assert [node["databaseId"] for node in first["nodes"] + after["nodes"]] == ids_of(
        newapi_file, "user_id = 4 AND id < 1000"
    )[:10]


FILTERS: list[tuple[dict[str, Any], str]] = [
    ({}, "1"),
    ({"statuses": ["SUCCESS", "FAILURE"]}, "status IN ('SUCCESS', 'FAILURE')"),
    ({"statuses": ["UNKNOWN"]}, "status IS NULL OR status IN ('', 'PAUSED')"),
    ({"actions": ["VIDEO"]}, "action = 'VIDEO'"),
    ({"finished": True}, "status IN ('SUCCESS', 'FAILURE', 'CANCEL')"),
    ({"finished": False}, "status IS NULL OR status NOT IN ('SUCCESS', 'FAILURE', 'CANCEL')"),
    ({"promptContains": "LANDSCAPE"}, "prompt LIKE '%landscape%'"),
    ({"promptContains": "100%"}, "instr(prompt, '100%')"),
    (
        {"mjIds": ["1708827604124433", "dup-1700000000000001"]},
        "mj_id IN ('1708827604124433', 'dup-1700000000000001')",
    ),
    (
        {"submittedFrom": "2025-01-01T00:00:00Z", "submittedTo": "2025-12-31T23:59:59.999+00:00"},
        "submit_time BETWEEN 1735689600000 AND 1767225599999",
    ),
    ({"mjIds": [], "finished": None}, "0"),
]


@pytest.mark.parametrize(("filter_", "where"), FILTERS)
async def test_a_filter_narrows_a_connection(
    client: httpx.AsyncClient, newapi_file: Path, filter_: dict[str, Any], where: str
) -> None:
    part = await window(client, "alice", first=100, filter=filter_)
    expected = ids_of(newapi_file, f"user_id = 3 AND ({where})")
    assert [node["databaseId"] for node in part["nodes"]] == expected[:100]
    assert part["totalCount"] == len(expected)


@pytest.mark.parametrize("filter_", [{"channelIds": [1]}, {"userIds": [3]}])
async def test_filters_for_admins_are_forbidden_to_users(
    client: httpx.AsyncClient, filter_: dict[str, Any]
) -> None:
    assert await errors(client, WALK, "alice", filter=filter_) == [
        ("viewer.tasks", "FORBIDDEN", "Unauthorized, insufficient privileges")
    ]


async def test_admins_narrow_all_tasks_by_channel_and_user(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    query = "query ($filter: TaskFilter) { tasks(first: 100, filter: $filter) { nodes { databaseId } } }"
    found = await data(client, query, "admin", filter={"channelIds": [2, 9], "userIds": [3, 99]})
    assert [node["databaseId"] for node in found["tasks"]["nodes"]] == ids_of(
        newapi_file, "channel_id IN (2, 9) AND user_id IN (3, 99)"
    )


BAD: list[tuple[dict[str, Any], str]] = [
    ({"first": 0}, "first must be from 1 to 100"),
    ({"first": 101}, "first must be from 1 to 100"),
    ({"last": -1}, "last must be from 1 to 100"),
    ({"first": 1, "last": 1}, "last can't be given together with first"),
    ({"after": "!"}, "after is no cursor of this connection"),
    ({"after": ""}, "after is no cursor of this connection"),
    ({"before": cursors.encode(cursors.USERS, 3)}, "before is no cursor of this connection"),
    ({"after": cursors.encode(cursors.TASKS, 10).rstrip("=")}, "after is no cursor of this connection"),
    ({"after": cursors.encode(cursors.TASKS, 2**70)}, "after is no cursor of this connection"),
    ({"after": "\u4e2d"}, "after is no cursor of this connection"),
    ({"filter": {"promptContains": "a\0"}}, "promptContains must be UTF-8 text without NUL characters"),
    ({"filter": {"mjIds": ["x"] * 101}}, "mjIds must have at most 100 values"),
    ({"filter": {"channelIds": [-1]}}, "Unauthorized, insufficient privileges"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD)
async def test_a_window_out_of_its_limits_is_refused(
    client: httpx.AsyncClient, arguments: dict[str, Any], message: str
) -> None:
    [(path, _, told)] = await errors(client, WALK, "bob", **arguments)
    assert (path, told) == ("viewer.tasks", message)


async def test_nesting_costs_a_constant_number_of_statements(client: httpx.AsyncClient) -> None:
    query = """query ($users: Int!, $tasks: Int!) { users(first: $users) { totalCount nodes {
      username tasks(first: $tasks) { totalCount nodes { channel { name
        tasks(first: 2) { nodes { mjId } } } } } } } }"""
    costs = []
    for users, tasks in ((1, 1), (3, 3), (100, 10)):
        with counted() as statements:
            found = await data(client, query, "admin", users=users, tasks=tasks)
        costs.append(len(statements))
        assert len(found["users"]["nodes"]) == min(users, 8)
    assert costs[1] == costs[2]
    assert costs[2] <= 9


async def test_pages_load_users_and_channels_of_all_tasks_in_one_statement_each(
    client: httpx.AsyncClient,
) -> None:
    query = "{ allTasks(pageSize: 100) { items { user { username } channel { name } } } }"
    await data(client, query, "admin")
    with counted() as statements:
        await data(client, query, "admin")
    assert len(statements) == 4


async def test_what_is_not_asked_for_is_not_counted(client: httpx.AsyncClient) -> None:
    await data(client, "{ myTasks { total } }", "bob")
    with counted() as statements:
        await data(client, "{ viewer { tasks(first: 1) { nodes { mjId } } } }", "bob")
        await data(client, "{ myTasks { items { mjId } } }", "bob")
    assert not any("count(" in statement for statement in statements)


async def test_users_see_only_their_own_tasks_through_users(client: httpx.AsyncClient) -> None:
    own = await data(client, "{ viewer { user { tasks(first: 1) { totalCount } } } }", "bob")
    assert own["viewer"]["user"]["tasks"]["totalCount"] == 61


@pytest.mark.parametrize("field", ["users { totalCount }", "tasks { totalCount }", "channels { name }"])
async def test_connections_for_admins_are_forbidden_to_users(client: httpx.AsyncClient, field: str) -> None:
    [(path, code, _)] = await errors(client, f"{{ {field} }}", "alice")
    assert (path, code) == (field.partition(" ")[0], "FORBIDDEN")


async def test_users_are_walked_without_the_deleted_ones(client: httpx.AsyncClient) -> None:
    query = """query ($after: String) { users(first: 3, after: $after) {
      totalCount edges { cursor node { username } }
      pageInfo { endCursor hasNextPage } } }"""
    names: list[str] = []
    part: Any = {"pageInfo": {"endCursor": None}}
    for _ in range(3):
        after = part["pageInfo"]["endCursor"]
        part = (await data(client, query, "root", after=after))["users"]
        names += [edge["node"]["username"] for edge in part["edges"]]
    assert names == ["nobody", "frank", "mallory", "chen", "bob", "alice", "admin", "root"]
    assert (part["totalCount"], part["pageInfo"]["hasNextPage"]) == (8, False)


async def test_channels_never_show_their_key(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ channels { id databaseId name enabled } }", "admin")
    assert [channel["enabled"] for channel in response["data"]["channels"]] == [True, True, False, True]
    assert "secret" not in str(response)


NODES = """query ($ids: [ID!]!) { nodes(ids: $ids) {
  __typename id ... on Task { mjId } ... on User { username } ... on Channel { name } } }"""


async def test_nodes_are_found_by_their_global_ids_in_the_order_asked(client: httpx.AsyncClient) -> None:
    ids = [
        "VGFzazozMDA=",
        "VXNlcjoz",
        "Q2hhbm5lbDox",
        "VGFzazo5OTk5OTk=",
        "broken",
        "VGFzazozMDA=",
        "VXNlcjotMQ==",
        urlsafe_b64encode(f"Task:{10**30}".encode()).decode(),
    ]
    found = (await data(client, NODES, "admin", ids=ids))["nodes"]
    kinds = [node and (node["__typename"], node["id"]) for node in found]
    assert kinds == [
        ("Task", ids[0]), ("User", ids[1]), ("Channel", ids[2]), None, None, ("Task", ids[0]), None, None
    ]  # fmt: skip


async def test_users_find_their_own_nodes_only(client: httpx.AsyncClient, newapi_file: Path) -> None:
    own, foreign = ids_of(newapi_file, "user_id = 4")[0], ids_of(newapi_file, "user_id = 3")[0]
    query = "query ($id: ID!) { node(id: $id) { id } }"
    listed = (await data(client, "{ tasks(first: 100) { nodes { databaseId id } } }", "root"))["tasks"][
        "nodes"
    ]
    by_id = {node["databaseId"]: node["id"] for node in listed}
    assert (await data(client, query, "bob", id=by_id[own]))["node"] == {"id": by_id[own]}
    for hidden in (by_id[foreign], "VXNlcjoz", "Q2hhbm5lbDox"):
        assert (await data(client, query, "bob", id=hidden))["node"] is None
    assert (await data(client, query, "bob", id="VXNlcjo0"))["node"] == {"id": "VXNlcjo0"}


async def test_nodes_takes_at_most_a_hundred_ids(client: httpx.AsyncClient) -> None:
    assert (await data(client, NODES, "bob", ids=["x"] * 100))["nodes"] == [None] * 100
    [(_, code, message)] = await errors(client, NODES, "bob", ids=["x"] * 101)
    assert (code, message) == (
        "LIMIT_EXCEEDED",
        "The operation exceeds the limit nodes: at most 100, found 101",
    )


async def test_a_user_is_found_by_the_id_of_the_table(client: httpx.AsyncClient) -> None:
    query = "query ($id: Int!) { user(databaseId: $id) { username } }"
    assert (await data(client, query, "admin", id=IDS["bob"]))["user"] == {"username": "bob"}
    assert (await data(client, query, "admin", id=12345))["user"] is None
