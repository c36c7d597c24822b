from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gql.operations import health
from gql.operations.health import Readiness
from gql.storage.database import Database

Ask = tuple[httpx.AsyncClient, Readiness]


@pytest.fixture
async def ask(newapi_database: Database) -> AsyncIterator[Ask]:
    readiness = Readiness()
    app = Starlette(routes=health.routes(readiness, newapi_database))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client, readiness


async def test_it_is_ready_while_the_database_answers(ask: Ask) -> None:
    response = await ask[0].get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})
    assert response.headers["cache-control"] == "no-store"


async def test_withdrawn_it_lives_and_is_not_ready(ask: Ask) -> None:
    ask[1].withdraw()
    response = await ask[0].get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "shutting down"})
    assert (await ask[0].get("/healthz")).json() == {"status": "ok"}


@pytest.fixture
def moved_file(newapi_database: Database, newapi_file: Path) -> Path:
    return newapi_file.rename(newapi_file.with_suffix(".gone"))


@pytest.mark.usefixtures("moved_file")
async def test_without_its_database_file_it_lives_and_is_not_ready(ask: Ask) -> None:
    response = await ask[0].get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "database away"})
    assert (await ask[0].get("/healthz")).status_code == 200
