"""The gateway as a subgraph."""

from collections.abc import AsyncIterator

import httpx
import pytest

from gql.storage.database import Database
from tests.gateway import client_of


@pytest.fixture
async def subgraph(newapi_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway with `MJ_FEDERATION` on."""
    async with client_of(newapi_database, federation=True) as client:
        yield client
