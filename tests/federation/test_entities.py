"""Entities: who is given which, and what they cost."""

from typing import Any

import httpx
import pytest

from gql.schema.nodes import global_id
from gql.storage.database import Database
from tests.accounts import headers
from tests.gateway import client_of, data, errors
from tests.statements import counted

ENTITIES = """query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Task { databaseId }
    ... on User { username }
    ... on Channel { name }
  }
}"""
ALICES_TASK, BOBS_TASK = 5, 4
ALICE, BOB = 3, 4


def named(type_name: str, number: int) -> dict[str, Any]:
    return {"__typename": type_name, "id": global_id(type_name, number)}


async def entities(client: httpx.AsyncClient, username: str, *representations: Any) -> list[Any]:
    found = (await data(client, ENTITIES, username, representations=representations))["_entities"]
    assert isinstance(found, list)
    return found


async def test_an_admin_is_given_every_entity_in_the_order_asked(subgraph: httpx.AsyncClient) -> None:
    asked = [named("User", BOB), named("Task", BOBS_TASK), named("Channel", 2), named("Task", ALICES_TASK)]
    assert await entities(subgraph, "admin", *asked) == [
        {"__typename": "User", "username": "bob"},
        {"__typename": "Task", "databaseId": BOBS_TASK},
        {"__typename": "Channel", "name": "mj plus (fast)"},
        {"__typename": "Task", "databaseId": ALICES_TASK},
    ]


async def test_a_user_is_given_their_own_tasks_and_themselves_alone(subgraph: httpx.AsyncClient) -> None:
    asked = [
        named("Task", ALICES_TASK),
        named("Task", BOBS_TASK),
        named("User", ALICE),
        named("User", BOB),
        named("Channel", 2),
    ]
    assert await entities(subgraph, "alice", *asked) == [
        {"__typename": "Task", "databaseId": ALICES_TASK},
        None,
        {"__typename": "User", "username": "alice"},
        None,
        None,
    ]


@pytest.mark.parametrize(
    "node_id",
    [
        "",
        "x",
        "图",
        "VGFzazo=",
        None,
        5,
        {},
        global_id("User", ALICE),
        global_id("Task", 999_999),
        global_id("Task", 2**63),
        "A" * 4000,
    ],
)
async def test_an_id_of_no_such_entity_gives_null_and_leaves_the_others(
    subgraph: httpx.AsyncClient, node_id: Any
) -> None:
    broken = {"__typename": "Task", "id": node_id}
    found = await entities(subgraph, "admin", broken, named("Task", ALICES_TASK))
    assert found == [None, {"__typename": "Task", "databaseId": ALICES_TASK}]


@pytest.mark.parametrize(
    "representation",
    ["Task", [], {}, {"__typename": "Task"}, {"id": "x"}, {"__typename": "TaskPage", "id": "x"}],
)
async def test_what_represents_no_entity_is_refused_by_name(
    subgraph: httpx.AsyncClient, representation: Any
) -> None:
    [(_, code, message)] = await errors(subgraph, ENTITIES, "admin", representations=[representation])
    assert code == "BAD_USER_INPUT"
    assert "must name a Channel, Task or User by `__typename` and its `id`" in message


async def test_entities_need_credentials(subgraph: httpx.AsyncClient) -> None:
    [(path, code, _)] = await errors(subgraph, ENTITIES, representations=[named("Task", 1), named("User", 3)])
    assert (path, code) == ("_entities", "UNAUTHENTICATED")


async def test_a_hundred_entities_of_three_types_take_four_statements_as_three_do(
    subgraph: httpx.AsyncClient,
) -> None:
    def asked(each: int) -> list[Any]:
        return [named(kind, number) for number in range(1, each + 1) for kind in ("Task", "User", "Channel")]

    await entities(
        subgraph, "admin", named("Task", 1)
    )  # the first task read asks for the unit of times, once
    with counted() as few:
        await entities(subgraph, "admin", *asked(1))
    with counted() as many:
        found = await entities(subgraph, "admin", *asked(34)[:100])
    assert len([entity for entity in found if entity]) == 34 + 9 + 4
    assert len(many) == len(few) == len(["the viewer", "tasks", "users", "channels"])


async def test_a_router_may_ask_for_a_thousand_entities_and_no_more(subgraph: httpx.AsyncClient) -> None:
    task = named("Task", ALICES_TASK)
    assert len(await entities(subgraph, "admin", *[task] * 1000)) == 1000
    [refusal] = await errors(subgraph, ENTITIES, "admin", representations=[task] * 1001)
    assert refusal == ("_entities", "BAD_USER_INPUT", "representations must have at most 1000 values")


@pytest.mark.parametrize("length", [1, 7, 300])
async def test_entities_cost_a_point_for_each_representation(newapi_database: Database, length: int) -> None:
    asked = {"query": ENTITIES, "variables": {"representations": [named("User", ALICE)] * length}}
    async with client_of(newapi_database, federation=True, cost_in_answers="true") as client:
        response = await client.post("/graphql", json=asked, headers=headers("alice"))
    assert response.json()["extensions"]["cost"]["requested"] == length
