"""What the queries give, on a database that a real new-api made."""

import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from gql.storage.database import Database
from tests.gateway import ask, client_of, data, errors


def stored(file: Path, statement: str, *parameters: object) -> list[sqlite3.Row]:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return connection.execute(statement, parameters).fetchall()
    finally:
        connection.close()


async def test_the_viewer_is_the_user_of_the_token(client: httpx.AsyncClient) -> None:
    query = "{ viewer { role user { id databaseId username role } } }"
    assert await data(client, query, "bob") == {
        "viewer": {
            "role": "USER",
            "user": {"id": "VXNlcjo0", "databaseId": 4, "username": "bob", "role": "USER"},
        }
    }


@pytest.mark.parametrize(("username", "role"), [("root", "ROOT"), ("admin", "ADMIN"), ("chen", "USER")])
async def test_the_viewers_role_is_the_stored_one(
    client: httpx.AsyncClient, username: str, role: str
) -> None:
    assert (await data(client, "{ viewer { role } }", username))["viewer"]["role"] == role


async def test_every_field_of_a_task_reads_its_row(newapi_database: Database) -> None:
    query = """{ task(mjId: "1708827604124433") {
      __typename id databaseId mjId action rawAction status rawStatus progress percentComplete prompt promptEn
      description imageUrl videoUrl videoUrls failReason quota properties
      buttons { customId emoji label style type } user { username }
      channel { id databaseId name enabled } sourceImageUrl } }"""
    async with client_of(newapi_database, forward_images=False) as client:
        task = (await data(client, query, "admin"))["task"]
    assert task.pop("buttons")[0] == {
        "customId": "MJ::JOB::upsample::1::0db8214b-33ab-4161-a40c-e9b94efc3b2b",
        "emoji": "",
        "label": "U1",
        "style": 2,
        "type": 2,
    }
    assert task == {
        "__typename": "Task",
        "id": "VGFzazoyMA==",
        "databaseId": 20,
        "mjId": "1708827604124433",
        "action": "IMAGINE",
        "rawAction": "IMAGINE",
        "status": "SUCCESS",
        "rawStatus": "SUCCESS",
        "progress": "100%",
        "percentComplete": 100,
        "prompt": "a beautiful landscape --ar 16:9 --v 6.1",
        "promptEn": "a beautiful landscape --ar 16:9 --v 6.1",
        "description": "Submit success",
        "imageUrl": "https://cdn.discordapp.com/attachments/1512862465344016213/1484046872677007484/u3_f4eae1c2-a382-4111-a1dd-8ddd44d558d1.png?ex=fd370262&is=83c36a15&hm=bd08b93b9a62f7c639ce9b2902fa05060a569d9980424aba890d74cb0ebcdfa0&",
        "videoUrl": None,
        "videoUrls": [],
        "failReason": None,
        "quota": 50000,
        "properties": {"finalPrompt": "a beautiful landscape --ar 16:9 --v 6.1", "finalZhPrompt": ""},
        "user": {"username": "alice"},
        "channel": {"id": "Q2hhbm5lbDox", "databaseId": 1, "name": "mj-proxy 主渠道", "enabled": True},
        "sourceImageUrl": "https://cdn.discordapp.com/attachments/1512862465344016213/1484046872677007484/u3_f4eae1c2-a382-4111-a1dd-8ddd44d558d1.png?ex=fd370262&is=83c36a15&hm=bd08b93b9a62f7c639ce9b2902fa05060a569d9980424aba890d74cb0ebcdfa0&",
    }


async def test_numbers_and_moments_tell_the_same_time(client: httpx.AsyncClient) -> None:
    query = """{ task(mjId: "1708827604124433") {
      submitTime submittedAt startTime startedAt finishTime finishedAt durationSeconds } }"""
    task = (await data(client, query, "alice"))["task"]
    assert task["submitTime"] == 1708827604124
    assert task["submittedAt"] == "2024-02-25T02:20:04.124Z"
    assert task["durationSeconds"] == (task["finishTime"] - task["submitTime"]) / 1000


async def test_every_stored_row_can_be_listed_with_every_scalar_field(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    rows = stored(newapi_file, "SELECT * FROM midjourneys ORDER BY id DESC")
    query = """query ($page: Int!) { allTasks(page: $page, pageSize: 100) { total items {
      databaseId mjId rawAction rawStatus progress prompt promptEn description submitTime startTime
      finishTime quota action status percentComplete submittedAt startedAt finishedAt durationSeconds
      failReason videoUrls buttons { label } properties user { databaseId } channel { databaseId } } } }"""
    pages = [(await data(client, query, "root", page=page))["allTasks"] for page in (1, 2, 3)]
    items = [item for page in pages for item in page["items"]]
    assert [page["total"] for page in pages] == [len(rows)] * 3
    assert [item["databaseId"] for item in items] == [row["id"] for row in rows]
    for item, row in zip(items, rows, strict=True):
        assert item["rawStatus"] == (row["status"] or "")
        assert item["prompt"] == (row["prompt"] or "")
        assert item["submitTime"] == (row["submit_time"] or 0)
        assert int(item["quota"]) == (row["quota"] or 0)
        assert (item["submittedAt"] is None) == (
            not row["submit_time"] or row["submit_time"] > 253402300799999
        )


async def test_a_word_that_no_enum_has_reads_as_unknown(client: httpx.AsyncClient) -> None:
    query = "{ myTasks(pageSize: 100) { items { status rawStatus action rawAction } } }"
    items = (await data(client, query, "alice"))["myTasks"]["items"]
    paused = [item for item in items if item["rawStatus"] == "PAUSED"]
    assert [item["status"] for item in paused] == ["UNKNOWN"]
    assert {item["status"] for item in items if item["rawStatus"] == "SUCCESS"} == {"SUCCESS"}


DANGLING = """SELECT count(*) FROM midjourneys WHERE coalesce(user_id, 0) NOT IN (SELECT id FROM users)
  OR coalesce(channel_id, 0) NOT IN (SELECT id FROM channels)"""


async def test_a_user_or_channel_that_no_longer_exists_is_null(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    dangling = stored(newapi_file, DANGLING)[0][0]
    query = """query ($page: Int!) { allTasks(page: $page, pageSize: 100) { items {
      user { databaseId } channel { databaseId } } } }"""
    items = [
        item
        for page in (1, 2, 3)
        for item in (await data(client, query, "admin", page=page))["allTasks"]["items"]
    ]
    assert sum(item["user"] is None or item["channel"] is None for item in items) == dangling > 0


async def test_task_gives_the_newest_of_the_viewers_own_and_admins_the_newest_of_all(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    rows = stored(
        newapi_file,
        "SELECT id, user_id FROM midjourneys WHERE mj_id = 'dup-1700000000000001' ORDER BY id DESC",
    )
    newest_of = {row["user_id"]: row["id"] for row in reversed(rows)}
    query = '{ task(mjId: "dup-1700000000000001") { databaseId } }'
    assert len(newest_of) == 2
    for username, user_id in (("alice", 3), ("bob", 4)):
        assert (await data(client, query, username))["task"]["databaseId"] == newest_of[user_id]
    assert (await data(client, query, "admin"))["task"]["databaseId"] == rows[0]["id"]


async def test_another_users_task_is_as_one_that_does_not_exist(client: httpx.AsyncClient) -> None:
    foreign = await ask(client, '{ task(mjId: "1704939413746522") { id } }', "alice")
    missing = await ask(client, '{ task(mjId: "no such task") { id } }', "alice")
    assert foreign == missing == {"data": {"task": None}}


@pytest.mark.parametrize("field", ["channel { name }", "sourceImageUrl", "sourceVideoUrls"])
async def test_a_field_for_admins_is_forbidden_at_its_path_and_the_rest_is_given(
    client: httpx.AsyncClient, field: str
) -> None:
    response = await ask(client, f"{{ myTasks(pageSize: 1) {{ items {{ mjId {field} }} }} }}", "alice")
    name = field.partition(" ")[0]
    assert response["data"]["myTasks"]["items"][0].keys() == {"mjId", name}
    assert response["data"]["myTasks"]["items"][0][name] is None
    assert [(error["path"], error["extensions"]["code"]) for error in response["errors"]] == [
        (["myTasks", "items", 0, name], "FORBIDDEN")
    ]


ROOT_FIELDS = ["viewer { role }", "myTasks { total }", "allTasks { total }", 'task(mjId: "x") { id }']
REFUSALS = [
    (None, "UNAUTHENTICATED", "Unauthorized, not logged in and no access token provided"),
    ("mallory", "UNAUTHENTICATED", "User has been banned"),
    ("erin", "UNAUTHENTICATED", "Unauthorized, invalid access token"),
    ("nobody", "FORBIDDEN", "Unauthorized, insufficient privileges"),
]


@pytest.mark.parametrize("field", ROOT_FIELDS)
@pytest.mark.parametrize(("username", "code", "message"), REFUSALS)
async def test_who_may_not_ask_is_told_why_at_each_root_field(
    client: httpx.AsyncClient, field: str, username: str | None, code: str, message: str
) -> None:
    name = field.partition("(")[0].partition(" ")[0]
    assert await errors(client, f"{{ {field} }}", username) == [(name, code, message)]


async def test_users_get_no_listing_of_all_tasks(client: httpx.AsyncClient) -> None:
    assert await errors(client, "{ allTasks { total } }", "bob") == [
        ("allTasks", "FORBIDDEN", "Unauthorized, insufficient privileges")
    ]


async def test_introspection_needs_no_credentials(client: httpx.AsyncClient) -> None:
    assert await ask(client, "{ __schema { queryType { name } } }") == {
        "data": {"__schema": {"queryType": {"name": "Query"}}}
    }


BAD_ARGUMENTS: list[tuple[str, dict[str, Any], str]] = [
    ("myTasks(page: 0)", {}, "page must be from 1 to 2147483647"),
    ("myTasks(pageSize: 0)", {}, "pageSize must be from 1 to 100"),
    ("myTasks(pageSize: 101)", {}, "pageSize must be from 1 to 100"),
    ("myTasks(startTimestamp: -1)", {}, "startTimestamp must be from 0 to 9223372036854775807"),
    ("allTasks(channelId: -1)", {}, "channelId must be from 0 to 9223372036854775807"),
    ("myTasks(mjId: $mjId)", {"mjId": "a\0b"}, "mjId must be UTF-8 text without NUL characters"),
    ("myTasks(mjId: $mjId)", {"mjId": "x" * 513}, "mjId must have at most 512 characters"),
]


@pytest.mark.parametrize(("field", "variables", "message"), BAD_ARGUMENTS)
async def test_an_argument_out_of_its_limits_is_named(
    client: httpx.AsyncClient, field: str, variables: dict[str, Any], message: str
) -> None:
    head = "query ($mjId: String)" if variables else "query"
    assert await errors(client, f"{head} {{ {field} {{ total }} }}", "admin", **variables) == [
        (field.partition("(")[0], "BAD_USER_INPUT", message)
    ]


@pytest.mark.parametrize("value", [1.5, "12x", True, 2**63, [], {}])
async def test_a_timestamp_that_is_no_whole_number_is_bad_input(
    client: httpx.AsyncClient, value: object
) -> None:
    query = "query ($since: Timestamp) { myTasks(startTimestamp: $since) { total } }"
    [(_, code, message)] = await errors(client, query, "alice", since=value)
    assert (code, "$since" in message) == ("BAD_USER_INPUT", True)


@pytest.mark.parametrize("value", [1790000000000, "1790000000000", 1790000000])
async def test_a_timestamp_may_be_a_number_or_a_text_of_digits_in_either_unit(
    client: httpx.AsyncClient, value: object
) -> None:
    query = "query ($since: Timestamp) { myTasks(startTimestamp: $since) { total } }"
    assert (await data(client, query, "alice", since=value))["myTasks"]["total"] == 16


async def test_messages_follow_accept_language(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/graphql", json={"query": "{ viewer { role } }"}, headers={"Accept-Language": "zh"}
    )
    assert response.json()["errors"][0]["message"] == "无权进行此操作，未登录且未提供 access token"


async def test_new_api_user_may_be_left_out_but_must_match_where_it_is_sent(
    client: httpx.AsyncClient,
) -> None:
    token = {"Authorization": "Bearer z7aR1ACeJBNrw9nFRWKjnMB6XMx1"}
    body = {"query": "{ viewer { user { databaseId } } }"}
    left_out = await client.post("/graphql", json=body, headers=token)
    matching = await client.post("/graphql", json=body, headers={**token, "New-Api-User": "Bearer 4"})
    mismatched = await client.post("/graphql", json=body, headers={**token, "New-Api-User": "3"})
    assert left_out.json() == matching.json() == {"data": {"viewer": {"user": {"databaseId": 4}}}}
    assert (
        mismatched.json()["errors"][0]["message"]
        == "Unauthorized, New-Api-User does not match logged in user"
    )
