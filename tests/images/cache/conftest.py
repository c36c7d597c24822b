"""A cache in a folder of its own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.images.cache.cache import Cache
from tests.clock import FakeClock

DEADLINE_SECONDS = 30
LIMIT = 16 * 1024 * 1024


@pytest.fixture(autouse=True)
async def deadline() -> AsyncIterator[None]:
    def end() -> None:
        for task in asyncio.all_tasks():
            task.cancel()

    late = asyncio.get_running_loop().call_later(DEADLINE_SECONDS, end)
    yield
    late.cancel()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "images"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def cache(folder: Path, clock: FakeClock) -> AsyncIterator[Cache]:
    cache = await Cache.open(folder, LIMIT, clock)
    yield cache
    await cache.close()
