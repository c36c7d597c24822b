from collections.abc import AsyncIterator

import pytest

from gql.storage.database import Database, open_database
from tests.servers.everywhere import place, site
from tests.servers.sites import Place, url_of

__all__ = ["place", "site"]


@pytest.fixture
async def listed(place: Place) -> AsyncIterator[Database]:
    """A database on every engine and of both kinds, with 300 tasks in it; closed after the test."""
    database = await open_database(url_of(place), create=False)
    yield database
    await database.close()
