import codecs
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from gql.errors import ConfigurationError
from gql.operations.bodies import LIMIT_BYTES
from gql.storage.database import Database
from gql.tasks.progress import Report
from gql.webhook import routes as webhook
from tests.gateway import client_of
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.webhook.hooks import HOOK, SECRET, call, ends, rows, submit

ENDED = next(iter(ends().values()))
MJ_ID = ENDED["id"]
UNKNOWN = {**ENDED, "id": "1"}
WELL = {"success": True, "message": ""}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (HOOK, {}),
        (f"/mj/notify/{SECRET}", {}),
        ("/mj/notify", {"mj_api_secret": SECRET}),
        ("/mj/notify/", {"mj_api_secret": SECRET}),
    ],
)
async def test_it_opens_with_the_secret_in_the_path_or_in_the_header(
    gateway: httpx.AsyncClient, place: Place, path: str, headers: dict[str, str]
) -> None:
    submit(place, MJ_ID)
    response = await call(gateway, ENDED, path, **headers)
    assert (response.status_code, response.json()) == (200, WELL)
    assert rows(place, [MJ_ID])[0][1] == "SUCCESS"


async def test_a_secret_may_be_any_text(database: Database) -> None:
    async with client_of(database, notify_secret="密钥 ü%2F") as client:
        assert (await call(client, UNKNOWN, "/mj/notify/密钥 ü%252F")).status_code == 404
        sent = {b"mj-api-secret": "密钥 ü%2F".encode()}
        response = await client.post("/mj/notify", content=b"{}", headers=list(sent.items()))
        assert response.status_code == 400


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/mj/notify", {}),
        ("/mj/notify/", {}),
        ("/mj/notify/wrong", {}),
        (f"{HOOK}x", {}),
        (HOOK[:-1], {}),
        ("/mj/notify", {"mj_api_secret": ""}),
        ("/mj/notify", {"mj_api_secret": "wrong"}),
        ("/mj/notify", {"authorization": f"Bearer {SECRET}"}),
        (f"/mj/notify?secret={SECRET}", {}),
        ("/mj/notify/wrong", {"mj_api_secret": SECRET}),
    ],
)
async def test_without_the_secret_nothing_is_told_and_nothing_is_changed(
    gateway: httpx.AsyncClient, place: Place, path: str, headers: dict[str, str]
) -> None:
    submit(place, MJ_ID)
    before = rows(place, [MJ_ID])
    answers = set()
    for body in (ENDED, UNKNOWN, b"torn", b" " * 300_000, b""):
        response = await call(gateway, body, path, **headers)
        told = {name: value for name, value in response.headers.items() if name != "date"}
        answers.add((response.status_code, response.content, tuple(told.items())))
    ((status, body, _),) = answers
    assert (status, SECRET.encode() in body) == (401, False)
    assert '"code":"AUTH_UNAUTHORIZED"' in body.decode()
    assert rows(place, [MJ_ID]) == before


@pytest.mark.parametrize(
    ("language", "message"),
    [("", "任务不存在"), ("zh-CN", "任务不存在"), ("zh-TW", "任務不存在"), ("en", "There is no such task")],
)
async def test_an_unknown_task_is_404_in_the_language_of_whoever_calls(
    gateway: httpx.AsyncClient, language: str, message: str
) -> None:
    response = await call(gateway, UNKNOWN, accept_language=language)
    assert response.status_code == 404
    assert response.json() == {"success": False, "message": message, "code": "NOT_FOUND"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b'{"id":"1"', b"<html>", b"null", b"1", b'"1"', b"[]", b"{}", b'{"id":null}', b'{"id":""}',
        b'{"id":{}}', b'{"id":"1"},{"id":"2"}', b'[{"id":"1"}]', b'{"id":"1"}]', b"\xff\xfe", b"[" * 100_000,
    ],
)  # fmt: skip
async def test_what_is_no_task_is_400(gateway: httpx.AsyncClient, body: bytes) -> None:
    response = await call(gateway, body, accept_language="en")
    assert response.status_code == 400
    assert response.json() == {
        "success": False,
        "message": "The body must be one task object in JSON, with its id",
        "code": "INVALID_PARAMETER",
    }


@ON_EACH_ENGINE
@pytest.mark.parametrize(
    "oddity",
    [
        {"id": "a\0b"}, {"id": "\ud83d"}, {"id": "x" * 100_000}, {"id": 17}, {"progress": []},
        {"status": 4, "failReason": {"a": 1}, "submitTime": "soon", "buttons": "none", "properties": [1]},
    ],
)  # fmt: skip
async def test_an_odd_task_is_read_as_far_as_it_goes(
    gateway: httpx.AsyncClient, oddity: dict[str, Any]
) -> None:
    assert (await call(gateway, {**UNKNOWN, **oddity})).status_code == 404


async def test_a_byte_order_mark_is_passed_over(gateway: httpx.AsyncClient) -> None:
    body = codecs.BOM_UTF8 + json.dumps(UNKNOWN).encode()
    assert (await gateway.post(HOOK, content=body)).status_code == 404


async def test_a_body_over_the_limit_is_413(gateway: httpx.AsyncClient, place: Place) -> None:
    submit(place, MJ_ID)
    before = rows(place, [MJ_ID])
    response = await call(gateway, {**ENDED, "prompt": "x" * LIMIT_BYTES}, accept_language="en")
    assert response.status_code == 413
    assert response.json()["message"] == "The body has more than 262144 bytes"
    assert rows(place, [MJ_ID]) == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_it_is_posted_to(gateway: httpx.AsyncClient, method: str) -> None:
    assert (await gateway.request(method, HOOK)).status_code == 405


@pytest.mark.parametrize("path", ["/mj/notify", "/mj/notify/", HOOK])
async def test_without_a_secret_there_is_none(client: httpx.AsyncClient, path: str) -> None:
    assert (await call(client, ENDED, path, mj_api_secret="")).status_code == 404


def test_a_secret_where_nothing_may_be_written_is_one_sentence(newapi_database: Database) -> None:
    with pytest.raises(ConfigurationError, match=r"it needs MJ_POLL=true$"):
        client_of(newapi_database, notify_secret=SECRET)


async def test_without_its_database_it_says_so(gateway: httpx.AsyncClient, newapi_file: Path) -> None:
    submit(newapi_file, MJ_ID)
    newapi_file.rename(newapi_file.with_suffix(".gone"))
    response = await call(gateway, ENDED, accept_language="en")
    assert (response.status_code, response.json()["code"]) == (503, "UNAVAILABLE")


class Broken:
    """Fails on everything."""

    async def take(self, report: Report) -> bool:
        raise ZeroDivisionError(report)


async def test_a_defect_is_500_with_an_id_and_nothing_else() -> None:
    broken: Any = Broken()
    app = Starlette(routes=webhook.routes(SECRET, broken))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        response = await call(client, ENDED)
    assert (response.status_code, response.json()["code"]) == (500, "INTERNAL_ERROR")
    assert response.json()["message"].startswith("内部错误，编号 ")


async def test_a_caller_that_goes_away_is_left_alone() -> None:
    broken: Any = Broken()
    (route, *_) = webhook.routes(SECRET, broken)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"mj-api-secret", SECRET.encode())]
    scope = {"type": "http", "method": "POST", "path": "/mj/notify", "headers": headers, "query_string": b""}
    await route.handle(scope, receive, send)
    assert sent[0]["status"] == 400
