"""Refreshes of tasks, as clients ask for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from gql.app import create_app
from gql.demo.faults import Fault, misreporting
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.clock import FakeClock
from tests.gateway import ask, data
from tests.polling.upstream_server import ids

KNOWN, RUNNING, FINISHED, UNKNOWN = ids(4)
REFRESH = """
mutation ($mjId: String!) {
  refreshTask(input: {mjId: $mjId}) { task { mjId status progress } userErrors { code message } }
}
"""


@asynccontextmanager
async def client_on(database: Database, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    """Run the application on a database, and give a client of it."""
    app = create_app(load(poll="false"), database, Readiness(), clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway.test") as client,
    ):
        yield client


async def refresh(gateway: httpx.AsyncClient, mj_id: str, username: str = "alice") -> tuple[Any, list[str]]:
    """Refresh a task, and give it and the codes of what was wrong."""
    payload = (await data(gateway, REFRESH, username, mjId=mj_id))["refreshTask"]
    task = payload["task"]
    shown = (task["status"], task["progress"]) if task else None
    return shown, [error["code"] for error in payload["userErrors"]]


async def told(gateway: httpx.AsyncClient, mj_id: str, username: str, language: str) -> str:
    """Refresh a task that can't be, and give the message."""
    gateway.headers["Accept-Language"] = language
    (error,) = (await ask(gateway, REFRESH, username, mjId=mj_id))["data"]["refreshTask"]["userErrors"]
    return str(error["message"])


def saying(**how: Any) -> Fault:
    """Have the upstream say something else of each task."""
    return misreporting(lambda tasks: [task | how for task in tasks])
