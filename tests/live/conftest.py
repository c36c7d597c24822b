from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.storage.database import open_database
from tests.clock import FakeClock
from tests.live.world import World, running
from tests.storage.statements import outside


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["standalone", "attached"])
async def file(request: pytest.FixtureRequest, tmp_path: Path, newapi_file: Path) -> Path:
    """A database file without tasks, our own or new-api's."""
    if request.param == "attached":
        outside(newapi_file, "DELETE FROM midjourneys")
        return newapi_file
    path = tmp_path / "mj-gateway.db"
    await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    return path


@pytest.fixture
async def world(file: Path, clock: FakeClock) -> AsyncIterator[World]:
    async with running(file, clock) as world:
        yield world


@pytest.fixture
async def own_file(tmp_path: Path) -> Path:
    """A standalone database file without tasks."""
    path = tmp_path / "own.db"
    await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    return path
