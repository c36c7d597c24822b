from collections.abc import AsyncIterator

import pytest

from gql.storage.database import Database
from tests.servers.sites import Place
from tests.streams.gateway import Gateway, gateway_on


@pytest.fixture
async def gateway(newapi_database: Database, place: Place) -> AsyncIterator[Gateway]:
    """A running gateway with default settings."""
    async with gateway_on(newapi_database, place) as gateway:
        yield gateway
