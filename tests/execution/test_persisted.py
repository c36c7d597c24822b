import json
from hashlib import sha256
from typing import Any

import httpx

from gql.storage.database import Database
from tests.gateway import client_of

QUERY = "query a { __typename }"
ANSWER = {"data": {"__typename": "Query"}}


def by_hash(query: str) -> dict[str, Any]:
    digest = sha256(query.encode()).hexdigest()
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}


async def post(client: httpx.AsyncClient, body: dict[str, Any]) -> Any:
    return (await client.post("/graphql", json=body)).json()


async def test_a_query_is_sent_once_and_asked_for_by_its_hash_from_then_on(client: httpx.AsyncClient) -> None:
    unknown = await post(client, by_hash(QUERY))
    assert unknown == {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
    }
    assert await post(client, {"query": QUERY, **by_hash(QUERY)}) == ANSWER
    assert await post(client, by_hash(QUERY)) == ANSWER


async def test_a_query_can_be_kept_and_found_by_get(client: httpx.AsyncClient) -> None:
    parameters = {"extensions": json.dumps(by_hash(QUERY)["extensions"])}
    first = await client.get("/graphql", params={"query": QUERY, **parameters})
    second = await client.get("/graphql", params=parameters)
    assert first.json() == second.json() == ANSWER
    assert first.headers["etag"] == second.headers["etag"]


async def test_a_document_that_does_not_validate_is_not_kept(client: httpx.AsyncClient) -> None:
    await post(client, {"query": "{ nothing }", **by_hash("{ nothing }")})
    assert (await post(client, by_hash("{ nothing }")))["errors"][0]["message"] == "PersistedQueryNotFound"


async def test_a_document_under_an_id_that_is_no_hash_of_it_is_not_kept(client: httpx.AsyncClient) -> None:
    assert await post(client, {"query": QUERY, "documentId": "a"}) == ANSWER
    assert (await post(client, {"documentId": "a"}))["errors"][0]["message"] == "PersistedQueryNotFound"


async def test_the_document_that_was_not_kept_anew_for_the_longest_is_forgotten(
    newapi_database: Database,
) -> None:
    queries = [f"query {name} {{ __typename }}" for name in "abc"]
    async with client_of(newapi_database, persisted_queries=2) as client:
        for query in (queries[0], queries[1]):
            await post(client, {"query": query, **by_hash(query)})
        await post(client, by_hash(queries[0]))
        await post(client, {"query": queries[2], **by_hash(queries[2])})
        found = ["data" in await post(client, by_hash(query)) for query in queries]
    assert found == [True, False, True]


async def test_where_nothing_is_kept_clients_are_told_so_and_send_their_queries(
    newapi_database: Database,
) -> None:
    async with client_of(newapi_database, persisted_queries=0) as client:
        refused = await post(client, by_hash(QUERY))
        assert await post(client, {"query": QUERY, **by_hash(QUERY)}) == ANSWER
    assert refused["errors"][0] == {
        "message": "PersistedQueryNotSupported",
        "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
    }
