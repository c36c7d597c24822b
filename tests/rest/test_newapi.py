"""The profile of the real program, where the recorded answers leave room."""

from typing import Any

import httpx
import pytest

from gql.settings import RestProfile
from gql.storage.database import Database
from tests.accounts import headers
from tests.rest.door import client_of
from tests.servers.engines import ON_EACH_ENGINE


@pytest.fixture
def client(newapi_database: Database) -> httpx.AsyncClient:
    return client_of(newapi_database, RestProfile.NEWAPI)


async def data(client: httpx.AsyncClient, path: str, user: str = "alice") -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(path, headers=headers(user))).raise_for_status().json()["data"]
    return found


@pytest.mark.parametrize(
    "pair", ["mj_id=a;b", "mj_id=%zz", "mj_id=%", "channel_id=1", "mj_id=", "MJ_ID=a", "status=x"]
)
async def test_a_pair_that_the_program_can_not_read_is_no_filter(
    client: httpx.AsyncClient, pair: str
) -> None:
    assert (await data(client, f"/api/mj/self?{pair}"))["total"] == 149


@ON_EACH_ENGINE
@pytest.mark.parametrize("value", ["%00", "%FF", "x" * 513, "%E4%B8%AD"])
async def test_an_id_that_no_task_can_have_finds_nothing(client: httpx.AsyncClient, value: str) -> None:
    found = await data(client, f"/api/mj/self?mj_id={value}")

    assert (found["total"], found["items"]) == (0, [])


@ON_EACH_ENGINE
@pytest.mark.parametrize(
    ("page", "size", "skipped"),
    [
        (2**63 - 1, 1, 149),
        (-(2**63), 1, 149),
        (-(2**63), 2, 0),
        (2**62 + 1, 4, 0),
        (2**62 + 2, 4, 4),
        (10**30, 2, 0),
        (10**30, 3, 149),
    ],
)
async def test_a_page_is_found_by_the_arithmetic_of_64_bits(
    client: httpx.AsyncClient, page: int, size: int, skipped: int
) -> None:
    every = (await data(client, "/api/mj/self?page_size=100"))["items"]
    found = await data(client, f"/api/mj/self?p={page}&page_size={size}")

    assert found["page"] == min(page, 2**63 - 1)
    assert found["items"] == (every[skipped : skipped + size] if skipped < 100 else [])


@pytest.mark.parametrize("size", ["-1", "0", "9223372036854775808", "1_0", "%202"])
async def test_a_size_that_is_none_is_not_given(client: httpx.AsyncClient, size: str) -> None:
    assert (await data(client, f"/api/mj/self?page_size={size}"))["page_size"] == 10
    assert (await data(client, f"/api/mj/self?page_size={size}&ps=7"))["page_size"] == 7


@ON_EACH_ENGINE
async def test_the_documented_seconds_are_not_converted(client: httpx.AsyncClient) -> None:
    assert (await data(client, "/api/mj/?end_timestamp=1640995200", "root"))["total"] < 20
    assert (await data(client, "/api/mj/?end_timestamp=1e400", "root"))["total"] == 300
    assert (await data(client, "/api/mj/?channel_id=1.5", "root"))["total"] == 0


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
async def test_another_method_is_not_found(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/api/mj/", headers=headers("root"))

    assert response.status_code == 404
    assert "allow" not in response.headers


async def test_the_openapi_document_stands_beside_the_paths(client: httpx.AsyncClient) -> None:
    assert (await client.get("/openapi.json")).status_code == 200
    assert (await client.post("/openapi.json")).status_code == 405
