import asyncio
import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.commands import invoke, query
from tests.cli.processes import started
from tests.polling.upstream_server import SECRET, Server, ids, upstream_server

FILE = "mj-gateway.db"
NO_ID, NO_CHANNEL = "上游未返回任务编号（no mj_id）", "获取渠道信息失败，请联系管理员，渠道ID：9"
ENDED = "SELECT id, status, progress, coalesce(fail_reason, '') FROM midjourneys ORDER BY id"
QUOTAS = "SELECT id, quota FROM users ORDER BY id"
KNOWN, MISSING = ids(2)


def furnish(url: str) -> None:
    """Make a database with four unfinished tasks, one of which the upstream knows."""
    assert invoke("migrate").exit_code == 0
    tasks = [
        (1, 1, KNOWN, 3, 1),
        (2, 1, MISSING, 3, 1),
        (3, 1, "", 3, 22),
        (4, 2, "elsewhere", 9, 1),
        (5, 2, "", 3, 24),
    ]
    with closing(sqlite3.connect(FILE)) as connection, connection:
        connection.execute("INSERT INTO users (id, username, quota) VALUES (1, 'ann', 500), (2, 'bob', 700)")
        connection.execute(
            "INSERT INTO channels (id, key, name, base_url, status) VALUES (3, ?, 'a', ?, 2)", (SECRET, url)
        )
        connection.executemany(
            "INSERT INTO midjourneys (id, user_id, mj_id, channel_id, code, quota, status, progress)"
            " VALUES (?, ?, ?, ?, ?, 50, '', '0%')",
            tasks,
        )


def url_of(server: Server) -> str:
    return server.upstream.base_url


async def once(*arguments: str) -> Result:
    """Run one round beside the upstream of the test."""
    return await asyncio.to_thread(invoke, "poll", "--once", *arguments)


async def test_one_round_stores_what_upstreams_say_and_shows_what_changed() -> None:
    async with upstream_server([KNOWN]) as server:
        await asyncio.to_thread(furnish, url_of(server))
        result = await once()
        assert result.exit_code == 0, result.stderr
        again = await once()
    assert query(FILE, ENDED) == [
        (1, "SUCCESS", "100%", ""),
        (2, "", "0%", ""),
        (3, "FAILURE", "100%", NO_ID),
        (4, "FAILURE", "100%", NO_CHANNEL),
        (5, "FAILURE", "100%", NO_ID),
    ]
    assert query(FILE, QUOTAS) == [(1, 550), (2, 750)]
    lines = [line.replace("┃", "│").split("│")[1:-1] for line in result.stdout.splitlines()]
    assert sorted([cell.strip() for cell in cells] for cells in lines if cells) == [
        ["1", "1", "3", "- → SUCCESS", "100%", ""],
        ["3", "1", "3", "- → FAILURE", "100%", "50"],
        ["4", "2", "9", "- → FAILURE", "100%", "50"],
        ["5", "2", "3", "- → FAILURE", "100%", ""],
        ["Task", "User", "Channel", "Status", "Progress", "Refund"],
    ]
    assert "2 tasks were asked for; 4 changed, 2 with a refund." in result.stderr
    assert "1 tasks were asked for; 0 changed, 0 with a refund." in again.stderr


async def test_the_table_is_json_where_that_is_asked_for() -> None:
    async with upstream_server([KNOWN]) as server:
        await asyncio.to_thread(furnish, url_of(server))
        result = await once("--json")
    changes = {change["id"]: change for change in json.loads(result.stdout)}
    assert changes[4] == {
        "id": 4,
        "mj_id": "elsewhere",
        "user_id": 2,
        "channel_id": 9,
        "previous_status": "",
        "status": "FAILURE",
        "progress": "100%",
        "refund": 50,
    }


def test_an_upstream_that_is_away_is_exit_code_5_and_one_sentence_without_its_address() -> None:
    furnish("http://127.0.0.1:1")
    result = invoke("poll", "--once")
    assert result.exit_code == 5
    assert result.stderr.splitlines()[-1].startswith("Error: Channel 3 (a): no connection")
    assert "127.0.0.1" not in result.stderr
    assert SECRET not in result.stderr
    assert query(FILE, QUOTAS) == [(1, 550), (2, 750)]


def test_a_database_of_new_api_is_left_to_new_api_where_the_setting_says_so(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MJ_POLL", "false")
    before = newapi_file.read_bytes()
    result = invoke("poll", "--once", "--database-url", f"sqlite+aiosqlite:///{newapi_file}")
    assert result.exit_code == 2
    assert "MJ_POLL=false leaves its tasks to new-api" in result.stderr
    assert newapi_file.read_bytes() == before


@pytest.mark.parametrize("setting", ["auto", "true"])
async def test_a_database_of_new_api_is_followed_as_the_command_asks_for_it_and_gets_no_table(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("MJ_POLL", setting)
    monkeypatch.setenv("MJ_DATABASE_URL", f"sqlite+aiosqlite:///{newapi_file}")
    tables = "SELECT name, sql FROM sqlite_master ORDER BY name"
    before = query(newapi_file, tables)
    unfinished = (
        "SELECT count(*) FROM midjourneys WHERE progress <> '100%' AND status NOT IN ('SUCCESS', 'CANCEL')"
    )
    (count,) = query(newapi_file, unfinished)[0]
    async with upstream_server() as server:
        query(
            newapi_file,
            f"UPDATE channels SET key = '{SECRET}', setting = NULL, base_url = '{url_of(server)}'",
        )
        result = await once()
    assert result.exit_code == 0, result.stderr
    # The upstream knows none of them, and the rows are old.
    assert count > 20
    assert query(newapi_file, unfinished)[0] == (0,)
    assert (query(newapi_file, tables), query(newapi_file, "PRAGMA journal_mode")) == (before, [("delete",)])
    assert json.loads(newapi_file.with_name("one-api.db.mj-gateway.lease").read_text())["holder"] == ""


async def test_a_process_follows_tasks_until_a_signal_and_no_second_one_does() -> None:
    async with upstream_server([KNOWN]) as server:
        await asyncio.to_thread(furnish, url_of(server))
        async with started("poll", MJ_POLL_INTERVAL="0.2") as command:
            await command.line("(Following the tasks of .*mj-gateway.db)")
            result = await once()
            code, log = await command.end(signal.SIGTERM)
    assert (result.exit_code, code) == (1, 0)
    assert "Another updater follows the tasks of this database: " in result.stderr
    assert f"process {command.process.pid} (" in result.stderr
    assert "Traceback" not in log
    assert query(FILE, "SELECT status FROM midjourneys WHERE id = 1") == [("SUCCESS",)]
    assert query(FILE, "SELECT holder FROM mj_gateway_lease") == [("",)]
