"""The gateway behind Apollo's router, beside a subgraph of reviews (`npm/reviews.mjs`), over real sockets."""

from collections.abc import AsyncIterator

import httpx
import pytest
from graphql import ObjectTypeDefinitionNode, parse, print_ast

from gql import settings
from gql.app import create_app
from gql.operations.health import Readiness
from gql.schema.nodes import global_id
from gql.storage.database import Database
from tests.federation import router
from tests.federation.router import Router, routing
from tests.gateway import data, errors
from tests.serving import serving

REVIEWED = """query ($ids: [ID!]!) {
  reviews(taskIds: $ids) { stars task { databaseId user { username karma } } }
}"""
ALICES_TASK, BOBS_TASK = 5, 4
ALICES, BOBS = global_id("Task", ALICES_TASK), global_id("Task", BOBS_TASK)
BOTH = [ALICES, BOBS]


@pytest.fixture
async def graph(newapi_database: Database) -> AsyncIterator[Router]:
    app = create_app(settings.load(federation=True), newapi_database, Readiness())
    async with serving(app) as port, routing(f"http://127.0.0.1:{port}/graphql") as graph:
        yield graph


@pytest.fixture
async def asker(graph: Router) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=graph.url) as client:
        yield client


def test_the_composed_graph_takes_its_tasks_from_us_and_joins_them_by_key(graph: Router) -> None:
    joins = {
        node.name.value: {print_ast(directive) for directive in node.directives or ()}
        for node in parse(graph.supergraph).definitions
        if isinstance(node, ObjectTypeDefinitionNode)
    }
    both = {'@join__type(graph: REVIEWS, key: "id")', '@join__type(graph: TASKS, key: "id")'}
    assert both <= joins["Task"]
    assert both <= joins["User"]
    assert joins["Channel"] & both == {'@join__type(graph: TASKS, key: "id")'}


async def test_a_query_crosses_both_subgraphs_and_comes_back(asker: httpx.AsyncClient) -> None:
    assert (await data(asker, REVIEWED, "alice", ids=[ALICES]))["reviews"] == [
        {"stars": 5, "task": {"databaseId": ALICES_TASK, "user": {"username": "alice", "karma": 3}}}
    ]


async def test_our_own_lists_get_the_fields_of_the_other_subgraph(asker: httpx.AsyncClient) -> None:
    query = "{ viewer { tasks(first: 2) { nodes { id reviews { stars } } pageInfo { hasNextPage } } } }"
    tasks = (await data(asker, query, "alice"))["viewer"]["tasks"]
    assert [task["reviews"] for task in tasks["nodes"]] == [[{"stars": 5}]] * 2
    assert tasks["pageInfo"] == {"hasNextPage": True}


async def test_the_credentials_that_the_router_forwards_decide(asker: httpx.AsyncClient) -> None:
    query = "query ($ids: [ID!]!) { reviews(taskIds: $ids) { task { databaseId } } }"
    seen = {
        username: [review["task"] for review in (await data(asker, query, username, ids=BOTH))["reviews"]]
        for username in ("alice", "bob", "admin")
    }
    alices, bobs = {"databaseId": ALICES_TASK}, {"databaseId": BOBS_TASK}
    assert seen == {"alice": [alices, None], "bob": [None, bobs], "admin": [alices, bobs]}


async def test_errors_pass_through_the_router_with_their_codes(asker: httpx.AsyncClient) -> None:
    assert await errors(asker, "{ channels { name } }", "alice") == [
        ("channels", "FORBIDDEN", "Unauthorized, insufficient privileges")
    ]
    [(path, code, _)] = await errors(asker, REVIEWED, ids=BOTH)
    assert (path, code) == ("reviews.@.task._entities", "UNAUTHENTICATED")


async def test_without_node_the_tests_fail_and_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "NODE_PATH", "")
    with pytest.raises(AssertionError, match="which is not here"):
        async with routing("http://127.0.0.1:1/graphql"):
            pass
