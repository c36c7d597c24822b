"""Fixtures that every test may use: a database as a real new-api left it, fresh for each test."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from gql import settings
from gql.storage.database import Database, open_database
from tests.gateway import client_of
from tests.servers.sites import NEWAPI, Place, Sites, url_of

pytest_plugins = ["tests.alone"]


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test with the default settings, whatever is set around it."""
    for name in settings.sources():
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """The database servers of this session; each is started when it is first needed."""
    sites = Sites(tmp_path_factory.mktemp("sites"))
    yield sites
    sites.stop()


@pytest.fixture
def newapi_file(tmp_path: Path) -> Path:
    """A copy of new-api's database file that the test may change, also while it is open."""
    return Path(shutil.copy(NEWAPI / "one-api.db", tmp_path / "one-api.db"))


@pytest.fixture
def site(request: pytest.FixtureRequest) -> str:
    """The engine and the kind, such as `mariadb-attached`; `tests.servers.engines` has marks for others."""
    return str(getattr(request, "param", "sqlite-attached"))


@pytest.fixture
def place(site: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where the database is: a copy of new-api's file, or one with the same rows on a server."""
    if site == "sqlite-attached":
        yield request.getfixturevalue("newapi_file")
        return
    with request.getfixturevalue("sites").filled(site) as place:
        yield place


@pytest.fixture
async def newapi_database(place: Place) -> AsyncIterator[Database]:
    """That database, opened as `serve` opens it; closed after the test."""
    database = await open_database(url_of(place), create=False)
    yield database
    await database.close()


@pytest.fixture
async def client(newapi_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole application on new-api's database, with default settings."""
    async with client_of(newapi_database) as client:
        yield client
