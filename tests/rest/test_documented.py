"""The profile of the public documentation, parameter by parameter."""

import json
from typing import Any

import httpx
import pytest

from gql.storage.database import Database
from tests.accounts import TOKENS, headers
from tests.rest.door import client_of
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.rows import insert

OWN = [
    "id", "mj_id", "action", "prompt", "prompt_en", "status", "progress", "image_url", "video_url",
    "video_urls", "submit_time", "start_time", "finish_time", "fail_reason", "quota",
]  # fmt: skip


@pytest.fixture
def client(newapi_database: Database) -> httpx.AsyncClient:
    return client_of(newapi_database)


async def data(client: httpx.AsyncClient, path: str, user: str) -> dict[str, Any]:
    response = await client.get(path, headers=headers(user))
    found: dict[str, Any] = response.raise_for_status().json()["data"]
    return found


@ON_EACH_ENGINE
@pytest.mark.parametrize("path", ["/api/mj/self", "/api/mj/self/"])
async def test_a_user_gets_their_own_tasks_in_the_documented_shape(
    client: httpx.AsyncClient, path: str
) -> None:
    response = await client.get(path, headers=headers("alice"))
    body = response.json()

    assert response.status_code == 200
    assert list(body) == ["success", "message", "data"]
    assert (body["success"], body["message"]) == (True, "")
    assert list(body["data"]) == ["items", "total", "page", "page_size"]
    assert [list(item) for item in body["data"]["items"]] == [OWN] * 20
    assert [body["data"][name] for name in ("total", "page", "page_size")] == [149, 1, 20]


@ON_EACH_ENGINE
@pytest.mark.parametrize("path", ["/api/mj", "/api/mj/"])
@pytest.mark.parametrize("user", ["root", "admin"])
async def test_an_admin_gets_all_tasks_with_user_and_channel_last(
    client: httpx.AsyncClient, path: str, user: str
) -> None:
    found = await data(client, path, user)

    assert found["total"] == 300
    assert [list(item) for item in found["items"]] == [[*OWN, "user_id", "channel_id"]] * 20
    assert found["items"][0]["user_id"] == 4


@ON_EACH_ENGINE
async def test_an_admin_s_own_tasks_are_theirs_alone(client: httpx.AsyncClient) -> None:
    found = await data(client, "/api/mj/self", "root")

    assert found["total"] == 8
    assert list(found["items"][0]) == OWN


@ON_EACH_ENGINE
async def test_null_reads_as_nothing(client: httpx.AsyncClient, place: Place) -> None:
    outside(place, insert(id=1000, user_id=5))

    found = await data(client, "/api/mj/self?page_size=1", "chen")

    texts = {"mj_id", "action", "prompt", "prompt_en", "status", "progress", "image_url", "video_url"}
    texts |= {"video_urls", "fail_reason"}
    assert found["items"] == [{name: "" if name in texts else 0 for name in OWN} | {"id": 1000}]


@ON_EACH_ENGINE
async def test_values_are_the_stored_ones(client: httpx.AsyncClient, place: Place) -> None:
    query = f"SELECT {', '.join(OWN)} FROM midjourneys WHERE user_id = 3 ORDER BY id DESC LIMIT 100"
    stored = [dict(zip(OWN, row, strict=True)) for row in outside(place, query)]

    found = await data(client, "/api/mj/self?page_size=100", "alice")

    assert found["items"] == [
        {name: default(name) if value is None else value for name, value in row.items()} for row in stored
    ]


def default(name: str) -> str | int:
    return 0 if name.endswith(("_time", "quota")) else ""


@ON_EACH_ENGINE
async def test_images_are_forwarded_where_there_are_any(newapi_database: Database) -> None:
    settings: dict[str, Any] = {
        "forward_images": True,
        "image_public": True,
        "public_url": "https://gw.example.com/",
    }
    async with client_of(newapi_database, **settings) as client:
        found = await data(client, "/api/mj/self?mj_id=1708827604124433", "alice")
        without = await data(client, "/api/mj/self?mj_id=1705503287280223", "alice")

    assert found["items"][0]["image_url"] == "https://gw.example.com/mj/image/1708827604124433"
    assert without["items"][0]["image_url"] == ""


@pytest.mark.parametrize(
    ("query", "page", "size"),
    [
        ("", 1, 20),
        ("p=&page_size=&ps=&size=", 1, 20),
        ("p=2&page_size=3", 2, 3),
        ("p=0002&page_size=0100", 2, 100),
        (f"p={'0' * 5000}2&page_size=10", 2, 10),
        ("ps=3", 1, 3),
        ("size=4", 1, 4),
        ("size=4&ps=3", 1, 3),
        ("size=4&ps=3&page_size=2", 1, 2),
        ("page_size=&ps=3", 1, 3),
        ("page_size=2&ps=abc&size=-1", 1, 2),
        ("p=2147483647", 2147483647, 20),
        ("page=7&pageSize=7&limit=7&status=SUCCESS&status=FAILURE", 1, 20),
        ("channel_id=abc&channel_id=9", 1, 20),
        ("mj_id=&start_timestamp=&end_timestamp=", 1, 20),
    ],
)
async def test_the_page_is_the_one_asked_for(
    client: httpx.AsyncClient, query: str, page: int, size: int
) -> None:
    found = await data(client, f"/api/mj/self?{query}", "alice")

    assert (found["page"], found["page_size"], found["total"]) == (page, size, 149)
    assert len(found["items"]) == (
        size if page < 100 and size < 100 else 100 if page == 1 else found_on(page)
    )


def found_on(page: int) -> int:
    return 49 if page == 2 else 0


@ON_EACH_ENGINE
async def test_the_documented_headers_work_as_they_are_written(client: httpx.AsyncClient) -> None:
    documented = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {TOKENS['alice']}",
        "New-Api-User": "Bearer 3",
    }
    query = "p=1&page_size=20&start_timestamp=1708827604&end_timestamp=1708827605"
    found = (await client.get(f"/api/mj/self?{query}", headers=documented)).json()["data"]

    assert [item["mj_id"] for item in found["items"]] == ["1708827604124433"]


@pytest.mark.parametrize(
    ("path", "user"), [("/api/mj/self", "alice"), ("/api/mj/", "root"), ("/api/mj/1", "bob")]
)
async def test_head_is_answered_like_get_without_a_body(
    client: httpx.AsyncClient, path: str, user: str
) -> None:
    get, head = [await client.request(method, path, headers=headers(user)) for method in ("GET", "HEAD")]

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers == get.headers


@pytest.mark.parametrize("path", ["/api/mj/self", "/api/mj/", "/api/mj/self?p=0", "/api/mj/1"])
async def test_nobody_keeps_an_answer(client: httpx.AsyncClient, path: str) -> None:
    found = (await client.get(path, headers=headers("alice"))).headers

    assert found["cache-control"] == "private, no-store"
    assert found["vary"] == "Authorization, New-Api-User, Accept-Language"


async def test_a_body_is_compact_utf_8(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/mj/self", headers=headers("alice"))

    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.text == json.dumps(response.json(), ensure_ascii=False, separators=(",", ":"))
