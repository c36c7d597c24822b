"""A refusal is the same, by its words and by its work, whether or not there is what it hides."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.accounts import IDS
from tests.gateway import ask
from tests.schema.test_connections import ids_of
from tests.servers.engines import ON_EACH_ENGINE
from tests.statements import counted

USER = "query ($id: Int!) { user(databaseId: $id) { username } }"
FILTERED = "query ($id: Int!) { viewer { tasks(filter: {userIds: [$id]}) { totalCount } } }"
CHANNEL = "query ($id: Int!) { allTasks(channelId: $id) { total } }"
TASK = "query ($id: String!) { task(mjId: $id) { status user { username } } }"


async def told(client: httpx.AsyncClient, query: str, value: object) -> tuple[Any, list[str]]:
    """Give what bob is told, and the statements that ran for it."""
    with counted() as statements:
        response = await ask(client, query, "bob", id=value)
    return response, statements


@ON_EACH_ENGINE
@pytest.mark.parametrize("query", [USER, FILTERED, CHANNEL])
async def test_what_is_forbidden_is_not_looked_for(client: httpx.AsyncClient, query: str) -> None:
    there, statements = await told(client, query, IDS["alice"])
    assert there["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert len(statements) == 1  # the viewer, by the token
    assert await told(client, query, 12345) == (there, statements)


@ON_EACH_ENGINE
async def test_the_task_of_another_user_is_looked_for_as_one_that_does_not_exist(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    foreign = "1708827604124433"
    assert ids_of(newapi_file, f"mj_id = '{foreign}' AND user_id <> {IDS['bob']}")
    await told(client, TASK, "the first one also finds the unit of the stored times")
    hidden = await told(client, TASK, foreign)
    assert hidden == await told(client, TASK, "nothing")
    assert hidden[0] == {"data": {"task": None}}
