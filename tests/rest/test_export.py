"""`GET /api/tasks/export`: whose tasks, which of them, and how it ends where it is not whole."""

import csv
import io
import json
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message

from gql.app import create_app
from gql.demo.seeding import seed
from gql.operations.health import Readiness
from gql.rest import export
from gql.settings import load
from gql.storage.database import Database, open_database
from gql.tasks.exports import stream
from gql.tasks.exports.export import Export, Part
from tests.accounts import headers
from tests.schema.test_connections import ids_of
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import outside

PATH = "/api/tasks/export"
LARGE = 100_000
SECONDS_MAX = 30  # the promise is 10 on a machine that does nothing else
GROWTH_MAX = 50 * 1024 * 1024


async def lines(client: httpx.AsyncClient, username: str, **parameters: str | int) -> list[dict[str, Any]]:
    query: dict[str, Any] = {"format": "jsonl", **parameters}
    response = await client.get(PATH, params=query, headers=headers(username))
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.split("\n")[:-1]]  # `splitlines` splits at U+2028 too


def ids(tasks: list[dict[str, Any]]) -> list[int]:
    return [task["id"] for task in tasks]


@ON_EACH_ENGINE
async def test_users_export_their_own_tasks_and_admins_everybodys(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    assert ids(await lines(client, "bob")) == ids_of(newapi_file, "user_id = 4")
    assert ids(await lines(client, "admin")) == ids_of(newapi_file, "1")
    assert ids(await lines(client, "admin", scope="own")) == ids_of(newapi_file, "user_id = 2")
    assert ids(await lines(client, "admin", scope="all")) == ids_of(newapi_file, "1")


async def test_the_columns_of_everybodys_tasks_say_whose_they_are(client: httpx.AsyncClient) -> None:
    assert {"user_id", "channel_id"} <= (await lines(client, "admin"))[0].keys()
    assert not {"user_id", "channel_id"} & (await lines(client, "admin", scope="own"))[0].keys()


FINISHED = "status IN ('SUCCESS', 'FAILURE', 'CANCEL')"
FILTERS = [
    ({"statuses": "SUCCESS,FAILURE"}, "status IN ('SUCCESS', 'FAILURE')"),
    ({"statuses": "UNKNOWN"}, "status IS NULL OR status IN ('', 'PAUSED')"),
    ({"actions": "VIDEO", "finished": "true"}, f"action = 'VIDEO' AND {FINISHED}"),
    ({"finished": "false", "statuses": ""}, f"status IS NULL OR NOT {FINISHED}"),
    ({"submitted_from": "2025-01-01T08:00:00+08:00"}, "submit_time >= 1735689600000"),
    ({"submitted_from": "1735689600", "submitted_to": "1767225599999"},
     "submit_time BETWEEN 1735689600000 AND 1767225599999"),
    ({"prompt_contains": "landscape"}, "prompt LIKE '%landscape%'"),
    ({"mj_ids": "1708827604124433,dup-1700000000000001"},
     "mj_id IN ('1708827604124433', 'dup-1700000000000001')"),
    ({"user_ids": "3,4", "channel_ids": "2"}, "user_id IN (3, 4) AND channel_id = 2"),
]  # fmt: skip


@ON_EACH_ENGINE
@pytest.mark.parametrize(("parameters", "where"), FILTERS)
async def test_the_parameters_are_the_filters_of_graphql(
    client: httpx.AsyncClient, newapi_file: Path, parameters: dict[str, str], where: str
) -> None:
    assert ids(await lines(client, "admin", **parameters)) == ids_of(newapi_file, where)


async def test_a_plus_in_an_address_is_the_plus_of_an_offset(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    path = f"{PATH}?format=jsonl&submitted_from=2025-01-01T08:00:00+08:00"
    response = await client.get(path, headers=headers("admin"))
    assert response.text.count("\n") == len(ids_of(newapi_file, "submit_time >= 1735689600000"))


REFUSED = [
    ("bob", {"status": "SUCCESS"}, 400, "status is no parameter of this path"),
    ("bob", {"statuses": "SUCCESS,success"}, 400, "statuses must be of: NOT_START, SUBMITTED, MODAL"),
    ("bob", {"format": "xlsx"}, 400, "format must be of: csv, jsonl"),
    ("bob", {"finished": "1"}, 400, "finished must be of: true, false"),
    ("bob", {"submitted_from": "yesterday"}, 400, "submitted_from must be a moment"),
    ("bob", {"submitted_from": "2025-01-01T00:00:00"}, 400, "submitted_from must be a moment"),
    ("bob", {"submitted_to": "9" * 19}, 400, "submitted_to must be a moment"),
    ("bob", {"limit": "0"}, 400, "limit must be from 1 to 1000000"),
    ("bob", {"limit": "many"}, 400, "limit must be a whole number"),
    ("bob", {"after": "x"}, 400, "after is no cursor of this connection"),
    ("admin", {"user_ids": "3,x"}, 400, "user_ids must be a whole number"),
    ("admin", {"user_ids": "-3"}, 400, "user_ids must be from 0 to"),
    ("bob", {"user_ids": "3"}, 403, "Unauthorized, insufficient privileges"),
    ("bob", {"scope": "all"}, 403, "Unauthorized, insufficient privileges"),
    ("mallory", {}, 401, "User has been banned"),
]


@pytest.mark.parametrize(("username", "parameters", "status", "message"), REFUSED)
async def test_what_can_not_be_exported_is_told_as_other_rest_paths_tell_it(
    client: httpx.AsyncClient, username: str, parameters: dict[str, str], status: int, message: str
) -> None:
    response = await client.get(PATH, params=parameters, headers=headers(username, accept_language="en"))
    body = response.json()
    assert (response.status_code, body["success"]) == (status, False)
    assert body["message"].startswith(message)


async def test_a_repeated_parameter_and_another_method_are_refused(client: httpx.AsyncClient) -> None:
    repeated = await client.get(f"{PATH}?limit=1&limit=2", headers=headers("bob"))
    assert (repeated.status_code, repeated.json()["message"]) == (400, "limit 重复")
    assert (await client.post(PATH, headers=headers("bob"))).status_code == 405
    assert (await client.get(PATH)).status_code == 401


@ON_EACH_ENGINE
async def test_csv_comes_as_a_file_with_a_byte_order_mark_and_the_names(client: httpx.AsyncClient) -> None:
    response = await client.get(PATH, headers=headers("bob"))
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == 'attachment; filename="tasks.csv"'
    assert response.headers["cache-control"] == "private, no-store"
    records = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    tasks = await lines(client, "bob")
    assert [record["id"] for record in records] == [str(task["id"]) for task in tasks]
    assert [record["submitted_at"] for record in records] == [task["submitted_at"] or "" for task in tasks]


async def test_head_has_the_headers_and_reads_no_task(client: httpx.AsyncClient) -> None:
    with counted() as statements:
        response = await client.head(PATH, headers=headers("bob"))
    assert (response.status_code, response.content, len(statements)) == (200, b"", 1)
    assert response.headers["content-disposition"] == 'attachment; filename="tasks.csv"'


@ON_EACH_ENGINE
async def test_an_export_that_the_limit_cuts_says_so_and_goes_on_after_its_cursor(
    client: httpx.AsyncClient, newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BATCH", 4)
    *first, notice = await lines(client, "bob", limit=10)
    assert notice["incomplete"]["code"] == "EXPORT_CUT"
    assert notice["incomplete"]["message"].startswith("已达到 10 条任务的上限")
    rest = await lines(client, "bob", after=notice["incomplete"]["after"])
    assert ids(first + rest) == ids_of(newapi_file, "user_id = 4")


async def test_an_export_of_as_many_tasks_as_the_limit_is_whole(client: httpx.AsyncClient) -> None:
    assert "incomplete" not in (await lines(client, "bob", limit=61))[-1]
    assert await lines(client, "bob", prompt_contains="nobody wrote this") == []


@ON_EACH_ENGINE
async def test_a_database_that_is_away_at_the_start_is_a_failure(
    client: httpx.AsyncClient, place: Place
) -> None:
    outside(place, "ALTER TABLE midjourneys RENAME TO gone")
    assert (await client.get(PATH, headers=headers("bob"))).status_code == 503


@ON_EACH_ENGINE
@pytest.mark.parametrize("format_", ["csv", "jsonl"])
async def test_an_error_in_the_middle_is_the_last_record(
    client: httpx.AsyncClient, place: Place, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    monkeypatch.setattr(stream, "BATCH", 10)
    monkeypatch.setattr(Export, "written", _failing(Export.written, place))
    response = await client.get(
        PATH, params={"format": format_}, headers=headers("bob", accept_language="en")
    )
    last = response.content.decode().splitlines()[-1]
    assert "UNAVAILABLE" in last
    assert "The database is not available at the moment" in last
    assert len(response.content.decode().splitlines()) == 11 + (format_ == "csv")


def _failing(written: Any, place: Place) -> Any:
    async def failing(*arguments: Any) -> Any:
        async for part in written(*arguments):
            yield part
            outside(place, "ALTER TABLE midjourneys RENAME TO gone")

    return failing


async def test_a_defect_in_the_middle_is_masked_in_the_last_record(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Any, *_: Any) -> Any:
        yield Part(1, b"{}\n", None)
        raise RuntimeError("secret")

    monkeypatch.setattr(Export, "written", broken)
    _, last = await lines(client, "bob")
    assert last["incomplete"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in str(last)


async def large_database(file: Path) -> Database:
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    url = "http://127.0.0.1:1"
    await seed(database, tasks=LARGE, users=20, rng_seed=1, now_ms=1_790_000_000_000, upstream_url=url)
    token = "t" * 32
    outside(file, f"UPDATE users SET access_token = '{token}', role = 100 WHERE id = 1")
    return database


async def exported(database: Database, on_body: Any) -> int:
    """Call the application as a server does, and give the number of lines."""
    app = create_app(load(), database, Readiness())
    count = 0

    async def send(message: Message) -> None:
        nonlocal count
        count += message.get("body", b"").count(b"\n")
        on_body(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    credentials = [(b"authorization", b"t" * 32), (b"new-api-user", b"1")]
    scope = {"type": "http", "method": "GET", "path": PATH, "query_string": b"format=jsonl&limit=1000000",
             "headers": credentials, "asgi": {"version": "3.0", "spec_version": "2.4"}}  # fmt: skip
    await app(scope, receive, send)
    return count


@pytest.mark.alone
async def test_a_hundred_thousand_tasks_take_seconds_little_memory_and_hold_no_connection(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await large_database(tmp_path / "large.db")
    held: list[int] = []
    engine: Any = database._reads.pool
    begin = time.perf_counter()
    assert await exported(database, lambda _: held.append(engine.pool.checkedout())) == LARGE
    seconds = time.perf_counter() - begin
    assert set(held) == {0}  # whoever reads slowly waits in `send`, where nothing is borrowed
    assert len(held) > LARGE // stream.BATCH

    tracemalloc.start()
    try:
        outside(tmp_path / "large.db", f"DELETE FROM midjourneys WHERE id > {LARGE // 4}")
        await exported(database, lambda _: None)
        growth = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        await database.close()
    with capsys.disabled():
        size = f"at most {growth / 2**20:.1f} MiB of Python objects"
        sys.stdout.write(f"\n{LARGE:,} tasks exported in {seconds:.1f} s; {size}\n")
    assert (seconds < SECONDS_MAX, growth < GROWTH_MAX) == (True, True)


def test_the_page_names_every_parameter_and_both_limits() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rest.md").read_text("utf-8")
    assert [name for name in export.PARAMETERS if f"`{name}`" not in page] == []
    assert f"| `limit` | {export.LIMIT_DEFAULT} | 1 to {export.LIMIT_MAX} |" in page
