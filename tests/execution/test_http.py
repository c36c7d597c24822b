"""GraphQL over HTTP: requests in every form, and what is answered."""

from typing import Any

import httpx
import pytest

from gql.execution.response import encode
from tests.accounts import headers

TYPENAME = {"query": "{ __typename }"}
JSON = {"Content-Type": "application/json"}
MODERN = {"Accept": "application/graphql-response+json"}
WRONG_HASH = (
    b'{"query": "{ __typename }", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}'
)
MALFORMED: list[tuple[bytes, str]] = [
    (b"", "body must be JSON in UTF-8"),
    (b"{", "body must be JSON in UTF-8"),
    (b"\xff\xfe", "body must be JSON in UTF-8"),
    (b"[" * 5000, "body must be JSON in UTF-8"),
    (b"null", "body must be of the type object"),
    (b"{}", "query must hold an operation"),
    (b'{"query": ""}', "query must hold an operation"),
    (b'{"query": 7}', "query must be of the type string"),
    (b'{"query": "{ __typename }", "variables": [7]}', "variables must be of the type object"),
    (b'{"query": "{ __typename }", "extensions": "x"}', "extensions must be of the type object"),
    (b'{"query": "{ __typename }", "operationName": 7}', "operationName must be of the type string"),
    (b'{"documentId": 7}', "documentId must be of the type string"),
    (WRONG_HASH, "extensions.persistedQuery.sha256Hash is not the SHA-256 of the query"),
    (
        b'{"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "00"}}}',
        "extensions.persistedQuery must be of the type {version: 1, sha256Hash: string}",
    ),
    (b"[]", "A batch must have from 1 to 10 requests"),
    (b'[{"query": "{ __typename }"}, 7]', "[1] must be of the type object"),
]


@pytest.mark.parametrize(("body", "message"), MALFORMED)
async def test_a_body_that_holds_no_operation_is_refused_with_the_reason(
    client: httpx.AsyncClient, body: bytes, message: str
) -> None:
    response = await client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


async def test_a_refusal_is_told_in_the_language_and_the_media_type_that_were_asked_for(
    client: httpx.AsyncClient,
) -> None:
    wanted = {**JSON, **MODERN, "Accept-Language": "zh"}
    response = await client.post("/graphql", content=b"{", headers=wanted)
    assert response.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert response.json()["errors"][0]["message"] == "body 必须是 UTF-8 编码的 JSON"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_other_methods_are_told_which_ones_are_taken(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_mutation_by_get_is_told_to_come_by_post(small: httpx.AsyncClient) -> None:
    response = await small.get("/graphql", params={"query": "mutation { __typename }"}, headers=MODERN)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["errors"][0]["message"] == "Only queries can be asked by GET"


async def test_queries_can_be_asked_by_get(client: httpx.AsyncClient) -> None:
    parameters = {
        "query": "query page($size: Int!) { myTasks(pageSize: $size) { total pageSize } }",
        "variables": '{"size": 2}',
        "operationName": "page",
        "extensions": "",
    }
    response = await client.get("/graphql", params=parameters, headers=headers("bob"))
    assert response.json() == {"data": {"myTasks": {"total": 61, "pageSize": 2}}}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("query={__typename}&variables={", "variables must be JSON in UTF-8"),
        ("query={__typename}&variables=[]", "variables must be of the type object"),
        ("query={__typename}&extensions=7", "extensions must be of the type object"),
        ("query={__typename}&query={viewer{id}}", "query is given more than once"),
        ("", "query must hold an operation"),
    ],
)
async def test_a_get_that_holds_no_operation_is_refused_with_the_reason(
    client: httpx.AsyncClient, query: str, message: str
) -> None:
    response = await client.get(f"/graphql?{query}")
    assert (response.status_code, response.json()["errors"][0]["message"]) == (400, message)


async def test_an_operation_that_is_not_there_or_one_of_several_is_not_guessed(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post("/graphql", json={**TYPENAME, "operationName": "none"}, headers=MODERN)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"


async def test_a_subscription_is_not_executed_as_a_query(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": "subscription { x }"})
    assert response.status_code in {400, 405, 200}
    assert "data" not in response.json()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ " + "a " * 1001 + "}"}, "LIMIT_EXCEEDED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query ($p: Int!) { myTasks(page: $p) { total } }"}, "BAD_USER_INPUT"),
    ],
)
async def test_what_never_ran_is_400_in_the_modern_type_and_200_in_the_old_one(
    client: httpx.AsyncClient, body: dict[str, Any], code: str
) -> None:
    modern = await client.post("/graphql", json=body, headers=MODERN)
    old = await client.post("/graphql", json=body)
    assert (modern.status_code, old.status_code) == (400, 200)
    assert modern.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert old.headers["content-type"] == "application/json; charset=utf-8"
    assert modern.json() == old.json()
    assert modern.json()["errors"][0]["extensions"]["code"] == code
    assert "data" not in modern.json()


async def test_an_unknown_field_is_not_helped_to_a_known_one(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ myTask { total } }"})
    assert response.json()["errors"][0]["message"] == "Cannot query field 'myTask' on type 'Query'."


async def test_answers_are_not_kept_by_caches(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=TYPENAME)
    assert response.headers["cache-control"] == "private, no-store"
    assert "Authorization" in response.headers["vary"]


async def test_the_definition_is_served_as_it_is_committed(client: httpx.AsyncClient) -> None:
    response = await client.get("/schema.graphql")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "type Task implements Node {" in response.text


@pytest.mark.parametrize("value", [2**70, "\ud800", -(2**64)])
def test_what_orjson_refuses_is_written_all_the_same(value: object) -> None:
    assert encode({"value": value}).startswith(b'{"value":')
