from collections.abc import AsyncIterator, Iterator

import pytest

from gql.storage.database import open_database
from tests.clock import FakeClock
from tests.live.world import World, running
from tests.servers.everywhere import site
from tests.servers.sites import ENGINES, Place, Sites, url_of
from tests.storage.statements import outside

__all__ = ["clock", "own_place", "place", "site", "world"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def place(site: str, sites: Sites) -> Iterator[Place]:
    """A database without tasks, our own or new-api's."""
    with sites.filled(site) as place:
        outside(place, "DELETE FROM midjourneys")
        yield place


@pytest.fixture
async def world(place: Place, clock: FakeClock) -> AsyncIterator[World]:
    async with running(place, clock) as world:
        yield world


@pytest.fixture(params=ENGINES)
async def own_place(request: pytest.FixtureRequest, sites: Sites) -> AsyncIterator[Place]:
    """A standalone database without tasks, on each engine."""
    with sites.blank(request.param) as place:
        await (await open_database(url_of(place))).close()
        yield place
