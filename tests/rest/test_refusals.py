"""Refusals in the profile of the public documentation: status, code and message."""

import httpx
import pytest

from gql.storage.database import Database
from tests.accounts import TOKENS, headers
from tests.rest.door import client_of

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client(newapi_database: Database) -> httpx.AsyncClient:
    return client_of(newapi_database)


async def failure(
    client: httpx.AsyncClient, path: str, credentials: dict[str, str], method: str = "GET"
) -> tuple[int, str, str]:
    response = await client.request(method, path, headers=credentials)
    body = response.json()
    assert list(body) == ["success", "message", "code"]
    assert body["success"] is False
    return response.status_code, body["code"], body["message"]


MESSAGES = {
    "number": ("{} 必须是整数", "{} must be a whole number"),
    "page": ("{} 必须在 1 到 2147483647 之间", "{} must be from 1 to 2147483647"),
    "size": ("{} 必须在 1 到 100 之间", "{} must be from 1 to 100"),
    "range": ("{} 必须在 0 到 9223372036854775807 之间", "{} must be from 0 to 9223372036854775807"),
    "length": ("{} 最多 512 个字符", "{} must have at most 512 characters"),
    "text": ("{} 必须是不含空字符的 UTF-8 文本", "{} must be UTF-8 text without NUL characters"),
    "twice": ("{} 重复", "{} is given more than once"),
}

BAD = [
    *((f"p={value}", "page") for value in ("0", "-1", "2147483648", "9" * 5000)),
    *((f"p={value}", "number") for value in ("abc", "1.5", "1e3", "1_0", "0x1", "--1", "-", "%zz")),
    *((f"p={value}", "number") for value in ("+2", "%2B2", "%202", "2%20", "1%0A", "%00", "1;page_size=2")),
    *((f"p={value}", "number") for value in ("%D9%A3", "%EF%BC%91", "%C2%B2", "%FF", "１")),
    (f"p={'0' * 20000}x", "number"),  # read in one pass: a second for each would be an attack
    *((f"page_size={value}", "size") for value in ("0", "101", "-5")),
    ("ps=0", "size"),
    ("size=101&ps=", "size"),
    ("size=x", "number"),
    ("start_timestamp=abc", "number"),
    ("start_timestamp=9223372036854775808", "range"),
    ("end_timestamp=2025-01-01", "number"),
    ("end_timestamp=-1", "range"),
    ("channel_id=abc", "number"),
    ("channel_id=-1", "range"),
    (f"mj_id={'x' * 513}", "length"),
    *((f"mj_id={value}", "text") for value in ("%00", "a%00b", "%FF", "%ED%A0%80")),
    ("p=1&p=1", "twice"),
    ("p=&p=1", "twice"),
    ("ps=1&ps=2&page_size=3", "twice"),
    ("mj_id=a&mj_id=b", "twice"),
]


@pytest.mark.parametrize(("query", "fault"), BAD, ids=[query[:40] for query, _ in BAD])
async def test_a_bad_parameter_is_named_in_both_languages(
    client: httpx.AsyncClient, query: str, fault: str
) -> None:
    chinese, english = (message.format(query.partition("=")[0]) for message in MESSAGES[fault])
    path = f"/api/mj/?{query}"

    assert await failure(client, path, headers("root")) == (400, "INVALID_PARAMETER", chinese)
    assert await failure(client, path, headers("root") | ENGLISH) == (400, "INVALID_PARAMETER", english)


@pytest.mark.parametrize(
    ("credentials", "code", "english", "chinese"),
    [
        ({}, "AUTH_UNAUTHORIZED", "Unauthorized, not logged in and no access token provided", "未登录"),
        (headers("erin"), "AUTH_UNAUTHORIZED", "Unauthorized, invalid access token", "无效"),
        (headers("mallory"), "AUTH_USER_DISABLED", "User has been banned", "封禁"),
        (
            {"Authorization": TOKENS["alice"]},
            "AUTH_UNAUTHORIZED",
            "Unauthorized, New-Api-User header not provided",
            "未提供 New-Api-User",
        ),
    ],
    ids=["nobody", "deleted", "disabled", "without the user's header"],
)
@pytest.mark.parametrize("path", ["/api/mj/self?p=abc", "/api/mj/?p=abc"])
async def test_credentials_are_checked_first(
    client: httpx.AsyncClient, path: str, credentials: dict[str, str], code: str, english: str, chinese: str
) -> None:
    status, told, message = await failure(client, path, credentials)

    assert (status, told) == (401, code)
    assert chinese in message
    assert await failure(client, path, credentials | ENGLISH) == (401, code, english)
    assert (await client.get(path, headers=credentials)).headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("query", ["", "?channel_id=1", "?p=abc"])
async def test_all_tasks_are_for_admins_whatever_the_parameters(
    client: httpx.AsyncClient, query: str
) -> None:
    told = await failure(client, f"/api/mj/{query}", headers("alice"))

    assert told == (403, "AUTH_INSUFFICIENT_PRIVILEGE", "无权进行此操作，权限不足")


async def test_answers_are_told_in_the_language_asked_for(client: httpx.AsyncClient) -> None:
    wishes = {"zh-TW": "未找到", "fr": "Not found", "en;q=0.1, zh": "未找到", "": "未找到"}
    for wish, message in wishes.items():
        assert (await failure(client, "/api/mj/1", {"Accept-Language": wish}))[2] == message


@pytest.mark.parametrize("path", ["/api/mj/unknown", "/api/mj/SELF", "/api/mj//", "/api/mj/self/1"])
async def test_another_path_below_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert await failure(client, path, headers("root") | ENGLISH) == (404, "NOT_FOUND", "Not found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/mj/self", "/api/mj/"])
async def test_another_method_is_not_allowed(client: httpx.AsyncClient, path: str, method: str) -> None:
    told = await failure(client, path, ENGLISH, method)

    assert told == (405, "METHOD_NOT_ALLOWED", "Only GET and HEAD are allowed here")
    assert (await client.request(method, path)).headers["allow"] == "GET, HEAD"
