from typing import Any

import httpx
import pytest

from gql.storage.database import Database
from tests.accounts import headers
from tests.gateway import client_of

TYPENAME = {"query": "{ __typename }"}


async def test_a_batch_is_answered_in_its_order_each_operation_by_itself(client: httpx.AsyncClient) -> None:
    batch: list[dict[str, Any]] = [
        {"query": "{ myTasks { page } }"},
        {"query": "{ nothing }"},
        {"query": "query ($size: Int) { myTasks(pageSize: $size) { total } }", "variables": {"size": 1}},
        {"documentId": "unknown"},
    ]
    response = await client.post("/graphql", json=batch, headers=headers("bob"))
    first, second, third, fourth = response.json()
    assert (response.status_code, response.headers["cache-control"]) == (200, "private, no-store")
    assert first == {"data": {"myTasks": {"page": 1}}}
    assert second["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert third == {"data": {"myTasks": {"total": 61}}}
    assert fourth["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(("size", "status"), [(0, 400), (1, 200), (10, 200), (11, 400)])
async def test_a_batch_has_at_most_ten_operations(client: httpx.AsyncClient, size: int, status: int) -> None:
    response = await client.post("/graphql", json=[TYPENAME] * size)
    assert response.status_code == status


async def test_batches_can_be_switched_off(newapi_database: Database) -> None:
    async with client_of(newapi_database, batch_limit=0) as client:
        response = await client.post("/graphql", json=[TYPENAME])
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "body must be of the type object"
