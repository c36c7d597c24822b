"""Fixtures of folders whose tests look into the SQLite file of both kinds; their `conftest` has them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gql.storage.database import Database
from tests.servers.sites import KINDS, Sites
from tests.tasks.changes.conftest import opened


@pytest.fixture(params=KINDS)
def file(request: pytest.FixtureRequest, newapi_file: Path, sites: Sites) -> Iterator[Path]:
    """The database file: a copy of new-api's, or our own with the same rows."""
    if request.param == "attached":
        yield newapi_file
        return
    with sites.filled("sqlite-standalone") as place:
        assert isinstance(place, Path)
        yield place


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    """That file, opened to be written; closed after the test."""
    database = await opened(file)
    yield database
    await database.close()
