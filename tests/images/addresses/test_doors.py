"""Each door gives addresses that open for the client at hand."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from gql.app import create_app, make_services
from gql.identity.credentials import Credentials
from gql.operations.health import Readiness
from gql.schema import make_schema
from gql.schema.context import Context
from gql.settings import load
from gql.storage.database import Database
from gql.tasks.model import Task
from gql.tasks.pictures import Facts
from tests.accounts import IDS, TOKENS, headers
from tests.gateway import ask, client_of, data, errors
from tests.rest.door import client_of as rest_client_of
from tests.serving import serving
from tests.storage.statements import outside

KEY = "a key for all gateways"
MJ_ID = "1708827604124433"
VIDEOS = '[{"url":"https://v.example/1?a=1\\u0026b=2"},{"url":"https://v.example/2"}]'
PATHS = [f"/mj/image/{MJ_ID}", f"/mj/video/{MJ_ID}", f"/mj/video/{MJ_ID}/1", f"/mj/video/{MJ_ID}/2"]
QUERY = """query ($mjId: String!) { task(mjId: $mjId) {
  imageUrl thumbnailUrl(width: 160) videoUrl videoUrls imageWidth imageHeight blurhash } }"""


@pytest.fixture(autouse=True)
def _with_videos(newapi_file: Path) -> None:
    columns = f"video_url = 'https://v.example/0', video_urls = '{VIDEOS}'"
    outside(newapi_file, f"UPDATE midjourneys SET {columns} WHERE mj_id = '{MJ_ID}'")


def paths(addresses: Sequence[str], origin: str) -> list[str]:
    """Check that addresses are signed and begin with an origin, and give their paths."""
    parts = [urlsplit(address) for address in addresses]
    assert {f"{part.scheme}://{part.netloc}" for part in parts} == {origin}
    assert all({"id", "e", "s"} <= parse_qs(part.query).keys() for part in parts)
    return [part.path for part in parts]


async def test_graphql_gives_addresses_of_the_origin_that_was_asked(client: httpx.AsyncClient) -> None:
    task = (await data(client, QUERY, "alice", mjId=MJ_ID))["task"]
    thumbnail = task.pop("thumbnailUrl")
    assert thumbnail == f"{task['imageUrl']}&w=160"
    addresses = [task["imageUrl"], task["videoUrl"], *task["videoUrls"]]
    assert paths(addresses, "http://gateway.test") == PATHS
    assert (task["imageWidth"], task["imageHeight"], task["blurhash"]) == (None, None, None)


async def test_a_page_asks_new_api_once_and_then_has_all_addresses_at_once(client: httpx.AsyncClient) -> None:
    page = "{ myTasks(pageSize: 100) { items { imageUrl videoUrls thumbnailUrl } } }"
    first, second = [(await data(client, page, "alice"))["myTasks"]["items"] for _ in range(2)]
    assert first == second
    assert len({item["imageUrl"] for item in first}) > 50


async def test_a_width_that_is_not_offered_is_refused_by_name(client: httpx.AsyncClient) -> None:
    query = QUERY.replace("160", "333")
    assert await errors(client, query, "alice", mjId=MJ_ID) == [
        ("task.thumbnailUrl", "BAD_USER_INPUT", "width must be one of 64, 160, 320, 640, 1024")
    ]


async def test_admins_see_where_pictures_and_videos_come_from(client: httpx.AsyncClient) -> None:
    query = "query ($mjId: String!) { task(mjId: $mjId) { sourceVideoUrls sourceImageUrl } }"
    task = (await data(client, query, "admin", mjId=MJ_ID))["task"]
    assert task["sourceImageUrl"].startswith("https://cdn.discordapp.com/")
    assert task["sourceVideoUrls"] == [
        "https://v.example/0", "https://v.example/1?a=1&b=2", "https://v.example/2"
    ]  # fmt: skip
    assert (await ask(client, query, "alice", mjId=MJ_ID))["data"]["task"] == {
        "sourceVideoUrls": None, "sourceImageUrl": None
    }  # fmt: skip


async def test_rest_and_exports_give_the_addresses_that_graphql_gives(newapi_database: Database) -> None:
    async with client_of(newapi_database) as client:
        task = (await data(client, QUERY, "alice", mjId=MJ_ID))["task"]
        listed = await client.get(f"/api/mj/self?mj_id={MJ_ID}", headers=headers("alice"))
        exported = await client.get(
            f"/api/tasks/export?format=jsonl&mj_ids={MJ_ID}", headers=headers("alice")
        )
    for item in (listed.json()["data"]["items"][0], exported.json()):
        assert (item["image_url"], item["video_url"]) == (task["imageUrl"], task["videoUrl"])
        assert json.loads(item["video_urls"]) == [{"url": address} for address in task["videoUrls"]]


async def test_the_profile_newapi_signs_pictures_and_leaves_videos_as_they_are(
    newapi_database: Database,
) -> None:
    async with client_of(newapi_database, rest_profile="newapi") as client:
        found = await client.get("/api/mj/self?page_size=100&p=2", headers=headers("alice"))
    items = found.json()["data"]["items"]
    [item] = [item for item in items if item["mj_id"] == MJ_ID]
    assert paths([item["image_url"]], "http://gateway.test") == PATHS[:1]
    assert (item["video_url"], item["video_urls"]) == ("https://v.example/0", VIDEOS)
    assert "" in {item["image_url"] for item in items}


async def test_the_profile_newapi_keeps_addresses_where_pictures_are_not_forwarded(
    newapi_database: Database,
) -> None:
    settings = {"rest_profile": "newapi", "forward_images": False, "image_public": True}
    async with client_of(newapi_database, **settings) as client:
        found = await client.get(f"/api/mj/self?mj_id={MJ_ID}", headers=headers("alice"))
    assert found.json()["data"]["items"][0]["image_url"].startswith("https://cdn.discordapp.com/")


async def test_a_subscription_gives_addresses_of_the_origin_it_came_to(newapi_database: Database) -> None:
    app = create_app(load(image_signing_key=KEY), newapi_database, Readiness())
    async with serving(app) as port:
        url = f"ws://localhost:{port}/graphql"
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            sent: dict[str, Any] = {"Authorization": TOKENS["alice"], "New-Api-User": str(IDS["alice"])}
            await socket.send(json.dumps({"type": "connection_init", "payload": sent}))
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            asked = {"query": QUERY, "variables": {"mjId": MJ_ID}}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
            told = json.loads(await socket.recv())["payload"]["data"]["task"]
    assert paths([told["imageUrl"]], f"http://localhost:{port}") == PATHS[:1]


async def test_what_is_known_of_pictures_is_asked_once_for_a_page(newapi_database: Database) -> None:
    asked: list[list[int]] = []

    class Known:
        async def facts(self, tasks: Sequence[Task]) -> list[Facts | None]:
            asked.append([task.id for task in tasks])
            return [Facts(1024, 768, "LEHV6nWB2yk8") if task.mj_id == MJ_ID else None for task in tasks]

    services = replace(make_services(load(), newapi_database), pictures=Known())
    context = Context(services, Credentials(f"Bearer {TOKENS['alice']}", None))
    query = "{ myTasks(pageSize: 100, page: 2) { items { mjId imageUrl imageWidth imageHeight blurhash } } }"
    result = await make_schema(suggestions=False).execute(query, context_value=context)
    assert result.errors is None
    assert result.data
    known = [item for item in result.data["myTasks"]["items"] if item["blurhash"]]
    assert [(item["mjId"], item["imageWidth"], item["imageHeight"]) for item in known] == [
        (MJ_ID, 1024, 768)
    ]  # fmt: skip
    assert len(asked) == 1


async def test_a_listing_whose_options_can_not_be_read_fails_as_a_whole(
    newapi_database: Database, newapi_file: Path
) -> None:
    outside(newapi_file, "ALTER TABLE options RENAME TO gone")
    async with rest_client_of(newapi_database, forward_videos=True) as client:
        assert (await client.get("/api/mj/self", headers=headers("alice"))).status_code == 503
    async with client_of(newapi_database) as client:
        found = await errors(client, QUERY, "alice", mjId=MJ_ID)
    assert {code for _, code, _ in found} == {"UNAVAILABLE"}
