"""The same 300 tasks and their users on every engine and in both kinds of database, opened to be written."""

from collections.abc import AsyncIterator

import pytest

from gql.storage.database import Database, open_database
from tests.servers.everywhere import place, site
from tests.servers.sites import Place, url_of

__all__ = ["database", "place", "site"]


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    """That database, opened to be written; closed after the test."""
    database = await opened(place)
    yield database
    await database.close()


async def opened(place: Place) -> Database:
    return await open_database(url_of(place), create=False, write_attached=True)
