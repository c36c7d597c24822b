"""The application beside a simulated upstream, on both kinds of database, each opened to be written."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gql.storage.database import Database
from tests.clock import FakeClock
from tests.polling.upstream_server import Server, upstream_server
from tests.refresh.asking import FINISHED, KNOWN, RUNNING, client_on
from tests.servers.files import database, file
from tests.storage.statements import outside
from tests.webhook.hooks import submitted

__all__ = ["database", "file"]


@pytest.fixture
async def server(file: Path) -> AsyncIterator[Server]:
    """An upstream that is channel 1, and tasks of alice's: two to be asked for, one finished."""
    async with upstream_server([KNOWN, RUNNING, FINISHED]) as server:
        outside(
            file,
            "INSERT OR REPLACE INTO channels (id, key, name, base_url, status)"
            f" VALUES (1, '{server.upstream.secret}', 'a', '{server.upstream.base_url}', 2)",
            submitted(KNOWN, status="SUBMITTED"),
            submitted(RUNNING, status="SUBMITTED"),
            submitted(FINISHED, status="FAILURE", progress="100%"),
        )
        yield server


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def gateway(server: Server, database: Database, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, which follows no tasks by itself."""
    assert server.polls == []
    async with client_on(database, clock) as client:
        yield client


@pytest.fixture
async def reader(
    server: Server, newapi_database: Database, file: Path, clock: FakeClock
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that only reads, on new-api's database."""
    assert file == newapi_database.engine.file
    assert server.polls == []
    async with client_on(newapi_database, clock) as client:
        yield client
