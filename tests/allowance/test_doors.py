"""The allowance through both doors of the whole application."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gql.storage.database import Database
from tests.accounts import headers
from tests.gateway import client_of

MODERN = "application/graphql-response+json"


@pytest.fixture
async def limited(newapi_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client where a minute has 60 points."""
    async with client_of(newapi_database, rate_limit="60", cost_in_answers="true") as client:
        yield client


async def asked(client: httpx.AsyncClient, query: str, **sent: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=sent)


def left(response: httpx.Response) -> int:
    assert response.headers["ratelimit-policy"] == '"points";q=60;w=60'
    policy, remaining, _ = response.headers["ratelimit"].split(";")
    assert policy == '"points"'
    return int(remaining.removeprefix("r="))


async def test_graphql_and_rest_are_paid_from_one_allowance(limited: httpx.AsyncClient) -> None:
    alice = headers("alice")
    assert left(await asked(limited, "{ myTasks(pageSize: 20) { items { mjId } } }", **alice)) == 39
    assert left(await limited.get("/api/mj/self?page_size=30", headers=alice)) == 8
    refused = await limited.get("/api/mj/self?page_size=30", headers=alice)
    assert refused.status_code == 429
    assert refused.json() == {
        "success": False,
        "message": f"请求过于频繁：本次需要 31 点，剩余 8 点，请在 {refused.headers['retry-after']} 秒后重试",
        "code": "RATE_LIMITED",
    }
    assert 22 <= int(refused.headers["retry-after"]) <= 23
    assert left(await limited.get("/api/mj/self?page_size=20", headers=headers("bob"))) == 39


@pytest.mark.parametrize(("accept", "status"), [(MODERN, 429), ("application/json", 200)])
async def test_a_refused_operation_says_when_to_come_again(
    limited: httpx.AsyncClient, accept: str, status: int
) -> None:
    query = "{ myTasks(pageSize: 50) { items { mjId } } }"
    await asked(limited, query, **headers("alice"))
    refused = await asked(limited, query, **headers("alice"), accept=accept)

    assert (refused.status_code, refused.headers["retry-after"] in {"42", "43"}) == (status, True)
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["message"].startswith(
        "Too many requests: this one costs 51 points, 9 are left; try again in 4"
    )
    assert "data" not in refused.json()


async def test_what_was_not_used_is_given_back(limited: httpx.AsyncClient) -> None:
    query = '{ myTasks(pageSize: 50, mjId: "nothing") { items { mjId } } }'
    response = await asked(limited, query, **headers("alice"))
    assert response.json()["extensions"]["cost"] == {"requested": 51, "used": 1, "limit": 10_000}
    assert left(response) == 59
    assert left(await limited.get("/api/mj/self?page_size=50&mj_id=nothing", headers=headers("alice"))) == 58


async def test_what_costs_more_than_a_full_bucket_takes_all_of_it(limited: httpx.AsyncClient) -> None:
    response = await asked(limited, "{ myTasks(pageSize: 100) { items { mjId } } }", **headers("alice"))
    assert response.json()["extensions"]["cost"]["requested"] == 60
    assert left(response) == 0


async def test_nobody_is_known_by_the_address(limited: httpx.AsyncClient) -> None:
    assert left(await asked(limited, "{ __typename }")) == 59
    assert left(await asked(limited, "{ __typename }", authorization="wrong")) == 58
    assert left(await asked(limited, "{ __typename }", **headers("alice"))) == 59


async def test_an_operation_may_ask_how_the_viewer_stands(limited: httpx.AsyncClient) -> None:
    query = "{ rateLimit { cost limit remaining fullInSeconds } }"
    response = await asked(limited, query, **headers("alice"))
    assert response.json()["data"] == {
        "rateLimit": {"cost": 1, "limit": 60, "remaining": 59, "fullInSeconds": 1}
    }


async def test_without_a_rate_nothing_is_counted(client: httpx.AsyncClient) -> None:
    response = await asked(client, "{ rateLimit { cost } }", **headers("alice"))
    assert response.json() == {"data": {"rateLimit": None}}
    rest: Any = await client.get("/api/mj/self", headers=headers("alice"))
    assert not {"ratelimit", "ratelimit-policy", "retry-after"} & {*response.headers, *rest.headers}
