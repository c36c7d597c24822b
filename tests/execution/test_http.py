"""GraphQL over HTTP: requests in every form, and what is answered."""

import gzip
from typing import Any

import httpx
import pytest

from gql.execution.endpoint import encode
from gql.execution.media_type import MediaType, negotiate
from tests.accounts import headers

TYPENAME = {"query": "{ __typename }"}
JSON = {"Content-Type": "application/json"}
MODERN = {"Accept": "application/graphql-response+json"}
MALFORMED: list[tuple[bytes, str]] = [
    (b"", "The body must be JSON in UTF-8"),
    (b"{", "The body must be JSON in UTF-8"),
    (b"\xff\xfe", "The body must be JSON in UTF-8"),
    (b"[" * 5000, "The body must be JSON in UTF-8"),
    (b"[]", "The body must be a JSON object"),
    (b"null", "The body must be a JSON object"),
    (b"{}", "`query` must be a text that holds an operation"),
    (b'{"query": ""}', "`query` must be a text that holds an operation"),
    (b'{"query": 7}', "`query` must be a text that holds an operation"),
    (b'{"query": "{ __typename }", "variables": [7]}', "`variables` must be an object, or null"),
    (b'{"query": "{ __typename }", "extensions": "x"}', "`extensions` must be an object, or null"),
    (b'{"query": "{ __typename }", "operationName": 7}', "`operationName` must be a text, or null"),
    (b'{"query": "{ __typename }", "operationName": "none"}', 'Unknown operation named "none".'),
]


@pytest.mark.parametrize(("body", "message"), MALFORMED)
async def test_a_body_that_holds_no_operation_is_refused_with_the_reason(
    client: httpx.AsyncClient, body: bytes, message: str
) -> None:
    response = await client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_only_json_is_taken_so_that_no_plain_form_of_another_site_can_ask(
    client: httpx.AsyncClient, content_type: str
) -> None:
    response = await client.post("/graphql", content=b"{}", headers={"Content-Type": content_type})
    assert (response.status_code, response.json()["errors"][0]["message"]) == (
        415,
        "The Content-Type must be application/json",
    )


async def test_a_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    body = b'{"query": "{ __typename }", "pad": "' + b"x" * 256 * 1024 + b'"}'
    response = await client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 413


async def test_a_compressed_body_is_no_json(client: httpx.AsyncClient) -> None:
    body = gzip.compress(b'{"query": "{ __typename }"}')
    response = await client.post("/graphql", content=body, headers={**JSON, "Content-Encoding": "gzip"})
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_other_methods_are_told_which_ones_are_taken(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_queries_can_be_asked_by_get(client: httpx.AsyncClient) -> None:
    parameters = {
        "query": "query page($size: Int!) { myTasks(pageSize: $size) { total pageSize } }",
        "variables": '{"size": 2}',
        "operationName": "page",
        "extensions": "",
    }
    response = await client.get("/graphql", params=parameters, headers=headers("bob"))
    assert response.json() == {"data": {"myTasks": {"total": 61, "pageSize": 2}}}


@pytest.mark.parametrize("variables", ["{", "[]", "7"])
async def test_variables_of_a_get_must_be_a_json_object(client: httpx.AsyncClient, variables: str) -> None:
    response = await client.get("/graphql", params={**TYPENAME, "variables": variables})
    assert (response.status_code, "`variables` must be" in response.text) == (400, True)


async def test_a_subscription_is_not_executed_as_a_query(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": "subscription { x }"})
    assert response.status_code in {400, 405, 200}
    assert "data" not in response.json()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ " + "a " * 1001 + "}"}, "GRAPHQL_PARSE_FAILED"),
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


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", MediaType.JSON),
        ("*/*", MediaType.JSON),
        ("application/json", MediaType.JSON),
        ("application/graphql-response+json", MediaType.GRAPHQL_RESPONSE),
        ("application/graphql-response+json, application/json;q=0.9", MediaType.GRAPHQL_RESPONSE),
        ("application/json, application/graphql-response+json;q=0.5", MediaType.JSON),
        ("application/graphql-response+json;q=0", MediaType.JSON),
        ("APPLICATION/GraphQL-Response+JSON ; q=0.3, text/html", MediaType.GRAPHQL_RESPONSE),
        ("application/graphql-response+json;q=x", MediaType.JSON),
    ],
)
def test_the_clients_preference_chooses_the_media_type(accept: str, media_type: MediaType) -> None:
    assert negotiate(accept) is media_type


@pytest.mark.parametrize("value", [2**70, "\ud800", -(2**64)])
def test_what_orjson_refuses_is_written_all_the_same(value: object) -> None:
    assert encode({"value": value}).startswith(b'{"value":')
