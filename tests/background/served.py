"""A gateway as `serve` runs it, beside a simulated upstream whose time a test sets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
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
from tests.accounts import IDS, headers
from tests.channels.rows import lead_to
from tests.servers.sites import Place, url_of
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


def furnish(place: Place, upstream: Upstream) -> None:
    """Have the upstream's task be alice's only one, as new-api stores it when it was submitted."""
    task = {"mj_id": upstream.task.id, "user_id": IDS["alice"], "channel_id": 1, "code": 1, "quota": QUOTA}
    row = insert(**task, action="IMAGINE", status="", progress="0%", submit_time=SUBMITTED_MS)
    outside(place, "DELETE FROM midjourneys", row)
    lead_to(place, upstream.url, SECRET)


@asynccontextmanager
async def served(place: Place, **how: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the gateway on a database, as `serve` does, and give a client of it."""
    settings = load(port=0, poll_interval=0.2, task_timeout=10**9, **how)
    readiness = Readiness()
    database = await open_database(url_of(place), create=False, write_attached=settings.poll == "true")
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
