from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from gql.operations import health
from gql.operations.health import Readiness
from gql.storage.database import Database

Ask = tuple[httpx.AsyncClient, Readiness]
STANDING = {"seconds_since_last_round": 0.4, "leading": True, "unfinished": 7, "channels_away": 0}


@pytest.fixture
def standing() -> dict[str, Any]:
    """How the updater stands; empty where there is none."""
    return {}


@pytest.fixture
async def ask(newapi_database: Database, standing: dict[str, Any]) -> AsyncIterator[Ask]:
    readiness = Readiness()
    app = Starlette(routes=health.routes(readiness, newapi_database, lambda: standing or None))
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


async def test_it_tells_how_the_updater_stands(ask: Ask, standing: dict[str, Any]) -> None:
    standing |= STANDING
    response = await ask[0].get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "updater": STANDING})


async def test_with_an_updater_that_is_stuck_it_is_not_ready(ask: Ask, standing: dict[str, Any]) -> None:
    standing |= STANDING | {"seconds_since_last_round": health.STUCK_SECONDS + 0.1}
    response = await ask[0].get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "updater stuck")
    assert (await ask[0].get("/healthz")).status_code == 200


async def test_whoever_listens_hears_of_the_withdrawal(ask: Ask) -> None:
    heard: list[bool] = []
    ask[1].listeners.append(lambda: heard.append(ask[1].ready))
    ask[1].withdraw()
    assert heard == [False]


@pytest.fixture
def moved_file(newapi_database: Database, newapi_file: Path) -> Path:
    return newapi_file.rename(newapi_file.with_suffix(".gone"))


@pytest.mark.usefixtures("moved_file")
async def test_without_its_database_file_it_lives_and_is_not_ready(ask: Ask) -> None:
    response = await ask[0].get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "database away"})
    assert (await ask[0].get("/healthz")).status_code == 200
