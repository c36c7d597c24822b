from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.storage.database import Database
from tests.streams.gateway import Gateway, gateway_on


@pytest.fixture
async def gateway(newapi_database: Database, newapi_file: Path) -> AsyncIterator[Gateway]:
    """A running gateway with default settings."""
    async with gateway_on(newapi_database, newapi_file) as gateway:
        yield gateway
