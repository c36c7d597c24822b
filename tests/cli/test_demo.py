import asyncio
import json
import shlex
import signal
import sqlite3
from asyncio.subprocess import PIPE
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from tests.cli.commands import query
from tests.cli.processes import DEADLINE_SECONDS, Command, ended, started

FILE = ".data/demo.db"


async def pasted(curl: str) -> Any:
    """Run a printed line, and give its JSON."""
    process = await asyncio.create_subprocess_exec(*shlex.split(curl), stdout=PIPE)
    async with asyncio.timeout(DEADLINE_SECONDS):
        output, _ = await process.communicate()
    return json.loads(output)


async def lines(command: Command) -> dict[str, str]:
    """Read what is printed at the start."""
    return {
        "user": await command.line(r"User .*, id (\d+), token \S+"),
        "admin": await command.line(r"Admin .*token (\S+)"),
        "graphql": await command.line(r"^  (curl .*)"),
        "rest": await command.line(r"^  (curl .*)"),
    }


async def test_the_printed_lines_work_and_the_second_start_shows_the_same_people_and_pictures() -> None:
    async with started("demo", "--port", "0") as command:
        first = await lines(command)
        listing = (await pasted(first["graphql"]))["data"]["myTasks"]
        page = (await pasted(first["rest"]))["data"]
        assert listing["total"] == page["total"] > 0
        assert (await command.end(signal.SIGTERM))[0] == 0
    async with started("demo", "--port", "0") as command:
        second = await lines(command)
        assert (second["user"], second["admin"]) == (first["user"], first["admin"])
        items = (await pasted(second["rest"]))["data"]["items"]
        picture = next(item["image_url"] for item in items if item["image_url"])
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.get(picture, timeout=DEADLINE_SECONDS)
        assert response.headers["content-type"] == "image/webp"
        assert (await command.end(signal.SIGTERM))[0] == 0
    assert query(FILE, "SELECT count(*) FROM midjourneys") == [(600,)]
    assert query(FILE, "SELECT count(*) FROM midjourneys WHERE progress <> '100%'")[0][0] > 0


async def test_a_database_with_data_of_its_own_is_refused(newapi_file: Path) -> None:
    url = f"sqlite+aiosqlite:///{newapi_file}"
    code, errors = await ended("demo", "--port", "0", MJ_DATABASE_URL=url)
    assert code == 2
    assert "The database belongs to new-api" in errors
    await ended("seed", "--tasks", "5", "--database-url", "sqlite+aiosqlite:///own.db")
    with closing(sqlite3.connect("own.db")) as connection, connection:
        connection.execute("UPDATE channels SET key = 'real'")
    code, errors = await ended("demo", "--port", "0", MJ_DATABASE_URL="sqlite+aiosqlite:///own.db")
    assert (code, "has data of its own" in errors) == (2, True)


async def test_a_removed_user_of_the_demonstration_is_named() -> None:
    await ended("seed", "--tasks", "5", "--database-url", "sqlite+aiosqlite:///own.db")
    with closing(sqlite3.connect("own.db")) as connection, connection:
        connection.execute("DELETE FROM users WHERE username = 'admin'")
    code, errors = await ended("demo", "--port", "0", MJ_DATABASE_URL="sqlite+aiosqlite:///own.db")
    assert (code, "user admin is not in the database any more" in errors) == (2, True)
