"""What an export is paid with, and how many run at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from gql.app import create_app
from gql.operations.health import Readiness
from gql.rest.running import EXPORTS_MAX, EXPORTS_OF_ONE_MAX, RETRY_SECONDS
from gql.settings import load
from gql.storage.database import Database
from tests.accounts import headers
from tests.gateway import client_of
from tests.schema.test_connections import ids_of
from tests.storage.statements import outside

PATH = "/api/tasks/export"
BOBS_TASKS = 61


@pytest.fixture
async def limited(newapi_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client where a minute has 600 points."""
    async with client_of(newapi_database, rate_limit="600") as client:
        yield client


def left(response: httpx.Response) -> int:
    return int(response.headers["ratelimit"].split(";")[1].removeprefix("r="))


async def balance(client: httpx.AsyncClient, username: str) -> int:
    """Give what is left after a request of one point."""
    return left(await client.head(PATH, headers=headers(username)))


async def get(client: httpx.AsyncClient, username: str, **parameters: Any) -> httpx.Response:
    return await client.get(PATH, params=parameters, headers=headers(username, accept_language="en"))


async def test_an_export_costs_a_point_for_each_task_that_was_read(
    limited: httpx.AsyncClient, newapi_file: Path
) -> None:
    assert len(ids_of(newapi_file, "user_id = 4")) == BOBS_TASKS
    exported = await get(limited, "bob", limit=500)
    assert (exported.status_code, left(exported)) == (200, 600 - 501)
    assert await balance(limited, "bob") in {600 - 62 - 1, 600 - 62}


async def test_an_export_that_is_not_paid_for_is_refused_before_its_first_byte(
    limited: httpx.AsyncClient,
) -> None:
    await get(limited, "bob", limit=50)
    refused = await get(limited, "bob")
    assert refused.status_code == 429
    assert refused.json()["code"] == "RATE_LIMITED"
    assert refused.json()["message"].startswith("Too many requests: this one costs 600 points")
    assert refused.headers["retry-after"] in {"5", "6"}
    assert (await get(limited, "bob", limit=100)).status_code == 200


async def test_an_export_that_fails_costs_a_point(limited: httpx.AsyncClient, newapi_file: Path) -> None:
    outside(newapi_file, "ALTER TABLE midjourneys RENAME TO gone")
    assert (await get(limited, "bob")).status_code == 503
    assert await balance(limited, "bob") >= 598


@asynccontextmanager
async def held(app: Starlette, username: str) -> AsyncIterator[asyncio.Task[None]]:
    """Begin an export, and read no byte of its body while the block runs."""
    began, read = asyncio.Event(), asyncio.Event()

    async def send(message: Message) -> None:
        began.set()
        await read.wait()

    async def receive() -> Message:
        await read.wait()
        return {"type": "http.disconnect"}

    sent = [(name.lower().encode(), value.encode()) for name, value in headers(username).items()]
    scope = {"type": "http", "method": "GET", "path": PATH, "query_string": b"", "headers": sent,
             "client": ("127.0.0.1", 1), "asgi": {"version": "3.0", "spec_version": "2.3"}}  # fmt: skip
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        exporting = group.create_task(app(scope, receive, send))
        await began.wait()
        yield exporting
        read.set()


def app_and_client(database: Database, **settings: str) -> tuple[Starlette, httpx.AsyncClient]:
    app = create_app(load(**settings), database, Readiness())
    return app, httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway.test")


async def test_nobody_has_more_than_their_share_of_the_exports_that_run_at_once(
    newapi_database: Database,
) -> None:
    app, client = app_and_client(newapi_database)
    async with client, AsyncExitStack() as exports:
        for _ in range(EXPORTS_OF_ONE_MAX):
            await exports.enter_async_context(held(app, "bob"))
        refused = await get(client, "bob")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, str(RETRY_SECONDS))
        assert refused.json()["message"] == (
            "Too many exports at once: at most 2 of a user and 4 of all users; try again in 5 seconds"
        )
        assert (await get(client, "alice")).status_code == 200

        for _ in range(EXPORTS_MAX - EXPORTS_OF_ONE_MAX):
            await exports.enter_async_context(held(app, "admin"))
        assert (await get(client, "alice")).status_code == 429
        await exports.aclose()
        assert (await get(client, "alice")).status_code == 200
        assert (await get(client, "bob")).status_code == 200


async def test_an_export_that_nobody_waits_for_gives_back_its_place_and_its_points(
    newapi_database: Database,
) -> None:
    app, client = app_and_client(newapi_database, rate_limit="600")
    async with client:
        async with held(app, "bob") as exporting:
            assert await balance(client, "alice") == 599
            assert (await client.head(PATH, headers=headers("bob"))).status_code == 429
            exporting.cancel()
        assert await balance(client, "bob") >= 600 - 62 - 1
        assert len(await asyncio.gather(*(get(client, "bob", limit=1) for _ in range(2)))) == 2
