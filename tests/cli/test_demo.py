import json
import shlex
import signal
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.commands import invoke, query
from tests.cli.processes import DEADLINE_SECONDS, Command, started

FILE = ".data/demo.db"


async def pasted(client: httpx.AsyncClient, curl: str) -> Any:
    """Do what a printed line does, and give its JSON."""
    words = shlex.split(curl)
    url = next(word for word in words if word.startswith("http"))
    options = list(pairwise(words))
    headers = dict(value.split(": ") for option, value in options if option == "-H")
    body = next((value for option, value in options if option == "-d"), None)
    return json.loads(
        (await client.request("POST" if body else "GET", url, headers=headers, content=body)).text
    )


async def lines(command: Command) -> dict[str, str]:
    """Read what is printed at the start."""
    return {
        "user": await command.line(r"User .*(id \d+, token \S+)"),
        "admin": await command.line(r"Admin .*(id \d+, token \S+)"),
        "graphql": await command.line(r"^  (curl .*)"),
        "rest": await command.line(r"^  (curl .*)"),
    }


async def test_the_printed_lines_work_and_a_second_start_has_the_same_people_and_pictures() -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as client:
        async with started("demo", "--port", "0") as command:
            first = await lines(command)
            listing = (await pasted(client, first["graphql"]))["data"]["myTasks"]
            # Somebody may have submitted a task in between.
            assert 0 < listing["total"] <= (await pasted(client, first["rest"]))["data"]["total"]
            assert (await command.end(signal.SIGTERM))[0] == 0
        async with started("demo", "--port", "0") as command:
            second = await lines(command)
            assert (second["user"], second["admin"]) == (first["user"], first["admin"])
            items = (await pasted(client, second["rest"]))["data"]["items"]
            picture = await client.get(next(item["image_url"] for item in items if item["image_url"]))
            assert picture.headers["content-type"] == "image/webp"
            assert (await command.end(signal.SIGTERM))[0] == 0
    ((told,),) = query(FILE, "SELECT count(*) FROM midjourneys WHERE id <= 600")
    assert told == 600
    # Twelve at first; the gateway follows them to their end.
    ((unfinished,),) = query(FILE, "SELECT count(*) FROM midjourneys WHERE progress <> '100%' AND id <= 600")
    assert unfinished <= 12


@pytest.fixture
def own_file(monkeypatch: pytest.MonkeyPatch) -> str:
    """A standalone database with the demonstration's data, in the place of the usual one."""
    monkeypatch.setenv("MJ_DATABASE_URL", "sqlite+aiosqlite:///own.db")
    invoke("seed", "--tasks", "5")
    return "own.db"


def refusal() -> str:
    result = invoke("demo", "--port", "0")
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_new_apis_database_is_refused(newapi_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MJ_DATABASE_URL", f"sqlite+aiosqlite:///{newapi_file}")
    assert "The database belongs to new-api" in refusal()


def test_a_database_with_data_of_its_own_is_refused(own_file: str) -> None:
    query(own_file, "UPDATE channels SET key = 'real'")
    assert "has data of its own" in refusal()


def test_a_user_of_the_demonstration_who_is_gone_is_named(own_file: str) -> None:
    query(own_file, "DELETE FROM users WHERE username = 'admin'")
    assert "user admin is not in the database any more" in refusal()
