"""Canaries: what clients send stays out of the log, and what lies within stays out of the answers."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest

from gql.operations.logging import LogFormat, configure
from gql.storage.database import Database
from tests import logs
from tests.accounts import IDS
from tests.gateway import client_of
from tests.servers.engines import ONE_EACH
from tests.servers.sites import Place
from tests.storage.statements import outside

# Letters and digits alone, so that it can stand for a token, a name of GraphQL and the value of a header.
CANARY = "canary7f3ae51c"
# Written over that of alice.
TOKEN = "token91b0d2c8"
ALICE = {"Authorization": f"Bearer {TOKEN}", "New-Api-User": str(IDS["alice"])}
WITHIN = re.compile(
    r"(?i)SELECT |Traceback|File \"|\.py\b|sqlite|asyncpg|asyncmy|SQLSTATE|127\.0\.0\.1|sqlalchemy|/tmp/"
    r"|midjourneys|access_token"
)

OPERATIONS: dict[str, dict[str, Any]] = {
    "syntax": {"query": f"{{ {CANARY}("},
    "an unknown field": {"query": f"{{ {CANARY} }}"},
    "an unknown argument": {"query": f'{{ myTasks({CANARY}: "{CANARY}") {{ total }} }}'},
    "a string argument": {"query": f'{{ task(mjId: "{CANARY}") {{ id }} }}'},
    "a wrong argument": {"query": f'{{ myTasks(mjId: "{CANARY}", pageSize: 101) {{ total }} }}'},
    "a cursor": {"query": f'{{ viewer {{ tasks(after: "{CANARY}") {{ totalCount }} }} }}'},
    "a global id": {"query": f'{{ node(id: "{CANARY}") {{ id }} }}'},
    "a variable": {
        "query": "query ($id: String!) { myTasks(mjId: $id) { total } }",
        "variables": {"id": CANARY},
    },
    "a wrong variable": {
        "query": "query ($size: Int!) { myTasks(pageSize: $size) { total } }",
        "variables": {"size": CANARY},
    },
    "an operation's name": {"query": f"query {CANARY} {{ myTasks {{ total }} }}", "operationName": CANARY},
    "no operation's name": {
        "query": "query a { __typename } query b { __typename }",
        "operationName": CANARY,
    },
    "over a limit": {"query": f"{{ myTasks {{ {' '.join(f'{CANARY}{n}: total' for n in range(40))} }} }}"},
    "an id": {"documentId": CANARY},
    "a hash": {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": CANARY}}},
    "a wrong hash": {
        "query": "{ __typename }",
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(CANARY.encode()).hexdigest()}},
    },
    "an extension": {"query": "{ myTasks { total } }", "extensions": {CANARY: CANARY}},
}
BODIES = (b'{"query": "%b' % CANARY.encode(), CANARY.encode(), b"")
ADDRESSES = (
    f"/api/mj/self?mj_id={CANARY}",
    f"/api/mj/self?p={CANARY}",
    f"/api/mj/self?start_timestamp={CANARY}&{CANARY}={CANARY}",
    f"/api/mj/?channel_id={CANARY}",
    f"/api/tasks/export?after={CANARY}",
    f"/api/tasks/export?mjId={CANARY}&format=jsonl",
    f"/api/tasks/export?{CANARY}=1",
)
JSON = {"Content-Type": "application/json"}
HEADERS: tuple[dict[str, str], ...] = (
    ALICE,
    {**ALICE, "Authorization": TOKEN},
    {"Authorization": f"Bearer {CANARY}"},
    {"Authorization": f"Basic {CANARY}", "New-Api-User": "3"},
    {**ALICE, "New-Api-User": CANARY},
    {**ALICE, "New-Api-User": "4"},
    {"Cookie": f"session={CANARY}"},
    {**ALICE, "Accept": f"{CANARY}/{CANARY}", "Accept-Language": CANARY},
    {**ALICE, "Content-Type": f"text/{CANARY}"},
    {**ALICE, "Content-Encoding": "gzip"},
)
# A view with a `LIMIT` that is no number raises what our own broken statement would, with all it is bound to.
BROKEN = (
    "ALTER TABLE {0} RENAME TO kept",
    "CREATE VIEW {0} AS SELECT * FROM kept LIMIT 'no number'",
)
STATES = {
    # What tasks say is no leak, whatever it looks like; one of new-api's has SQL for a prompt.
    "whole": ("DELETE FROM midjourneys WHERE prompt LIKE '%DROP TABLE%'",),
    "without users": ("DROP TABLE users",),
    "without tasks": ("DROP TABLE midjourneys",),
    "users broken": [statement.format("users") for statement in BROKEN],
    "tasks broken": [statement.format("midjourneys") for statement in BROKEN],
}
# A server takes no such view.
CASES = [
    *((ONE_EACH[0], state) for state in STATES),
    *((site, state) for site in ONE_EACH[1:] for state in [*STATES][:3]),
]


@pytest.fixture(params=["json", "console"])
def log_format(request: pytest.FixtureRequest) -> Iterator[LogFormat]:
    with logs.put_back():
        configure(request.param, "debug")
        yield request.param


@pytest.mark.parametrize(
    "settings", [{}, {"limits": "warn", "debug": True, "rest_profile": "newapi"}], ids=str
)
@pytest.mark.parametrize(("site", "state"), CASES, indirect=["site"])
async def test_neither_log_nor_answers_say_what_they_should_keep(
    newapi_database: Database,
    place: Place,
    capsys: pytest.CaptureFixture[str],
    log_format: LogFormat,
    settings: dict[str, Any],
    state: str,
) -> None:
    outside(place, f"UPDATE users SET access_token = '{TOKEN}' WHERE id = {IDS['alice']}", *STATES[state])

    async with client_of(newapi_database, **settings) as client:
        answers = await provoked(client)

    logged = capsys.readouterr().err
    assert logged.count("path=/graphql" if log_format == "console" else '"path":"/graphql"') >= len(
        OPERATIONS
    )
    assert ("Traceback" in logged) == state.endswith("broken")
    assert not [line for line in logged.splitlines() if CANARY in line or TOKEN in line]
    for answer in answers:
        assert not WITHIN.search(answer), answer
        assert TOKEN not in answer


async def provoked(client: httpx.AsyncClient) -> list[str]:
    """Give the answers to a canary in each place where a client might put one."""
    query = OPERATIONS["a string argument"]["query"]
    answers = [await client.post("/graphql", json=body, headers=ALICE) for body in OPERATIONS.values()]
    answers += [await client.post("/graphql", content=body, headers=JSON | ALICE) for body in BODIES]
    answers += [await client.post("/graphql", content=BODIES[0], headers=JSON | each) for each in HEADERS]
    answers += [await client.post("/graphql", json={"query": query}, headers=each) for each in HEADERS]
    answers += [await client.get("/graphql", params={"query": query}, headers=each) for each in HEADERS]
    answers += [await client.get(address, headers=ALICE) for address in ADDRESSES]
    answers += [await client.get(ADDRESSES[0], headers=each) for each in HEADERS]
    return [f"{answer.headers} {answer.text}" for answer in answers]
