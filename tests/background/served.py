"""A gateway as `serve` runs it, beside a simulated upstream whose time a test sets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect

from gql.cli.serve import gateway_on
from gql.demo.store import TaskStore
from gql.demo.tasks import LiveTask
from gql.demo.upstream import create_upstream
from gql.operations.health import Readiness
from gql.operations.server import Listener
from gql.settings import load
from gql.storage.database import open_database
from tests.accounts import IDS, TOKENS, headers
from tests.serving import serving
from tests.storage.statements import outside
from tests.streams.talk import PROTOCOL, Talk
from tests.tasks.rows import insert

SECRET = "canary-upstream-secret"
SUBMITTED_MS = 1_795_375_098_000
QUOTA = 50


@dataclass
class Upstream:
    """The simulated upstream, with one task."""

    task: LiveTask
    url: str = ""
    now_ms: int = SUBMITTED_MS
    polls: list[str] = field(default_factory=list)


@asynccontextmanager
async def upstream_with(status: str) -> AsyncIterator[Upstream]:
    """Serve an upstream whose task ends with a status."""
    ids = (f"{SUBMITTED_MS}{number}" for number in range(100, 999))
    tasks = (LiveTask(mj_id, "IMAGINE", SUBMITTED_MS, "a cat") for mj_id in ids)
    upstream = Upstream(next(task for task in tasks if task.timeline.moments[-1].status == status))
    app = create_upstream(
        TaskStore([upstream.task]), public_url="http://upstream", secret=SECRET, clock=lambda: upstream.now_ms
    )

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        upstream.polls.append(scope["path"])
        await app(scope, receive, send)

    async with serving(counted) as port:
        upstream.url = f"http://127.0.0.1:{port}"
        yield upstream


async def own_file(folder: Path) -> Path:
    """Make a standalone database with alice, who has nothing yet."""
    path = folder / "own.db"
    await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    alice = {"id": IDS["alice"], "username": "alice", "role": 1, "status": 1, "access_token": TOKENS["alice"]}
    row = insert(**alice, quota=500).replace("midjourneys", "users")
    opening = f"({alice['id']}, 'opening', 500, 1)"
    outside(path, row, f"INSERT INTO mj_gateway_ledger (user_id, kind, amount, at_ms) VALUES {opening}")
    return path


def furnish(file: Path, upstream: Upstream) -> None:
    """Have the upstream's task be alice's only one, as new-api stores it when it was submitted."""
    task = {"mj_id": upstream.task.id, "user_id": IDS["alice"], "channel_id": 1, "code": 1, "quota": QUOTA}
    outside(
        file,
        "DELETE FROM midjourneys",
        "INSERT OR REPLACE INTO channels (id, key, name, base_url, status)"
        f" VALUES (1, '{SECRET}', 'a', '{upstream.url}', 1)",
        insert(**task, action="IMAGINE", status="", progress="0%", submit_time=SUBMITTED_MS),
    )


@asynccontextmanager
async def served(file: Path, **how: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the gateway on a database file, as `serve` does, and give a client of it."""
    settings = load(port=0, poll_interval=0.2, task_timeout=10**9, **how)
    url, readiness = f"sqlite+aiosqlite:///{file}", Readiness()
    database = await open_database(url, create=False, write_attached=settings.poll == "true")
    try:
        async with (
            gateway_on(database, settings, readiness) as listener,
            listening(listener, readiness),
            httpx.AsyncClient(base_url=listener.address, timeout=30) as client,
        ):
            yield client
    finally:
        await database.close()


@asynccontextmanager
async def listening(listener: Listener, readiness: Readiness) -> AsyncIterator[None]:
    """Listen while the block lasts, and end as at a signal."""
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        serving = group.create_task(listener.listen())
        await listener.up.wait()
        try:
            yield
        finally:
            readiness.withdraw()
            listener.should_exit = True
            await serving


@asynccontextmanager
async def watching(address: str, query: str) -> AsyncIterator[Talk]:
    """Follow a subscription of alice's over a WebSocket."""
    url = f"{address.replace('http', 'ws', 1)}/graphql"
    async with connect(url, subprotocols=[PROTOCOL], compression=None) as socket:
        talk = Talk(socket)
        await talk.say("connection_init", payload=headers("alice"))
        assert await talk.hear() == {"type": "connection_ack"}
        await talk.subscribe(query)
        yield talk
