"""The application beside a simulated upstream, on a database that it may write."""

from collections.abc import AsyncIterator

import httpx
import pytest

from gql.storage.database import Database
from tests.channels.rows import lead_to
from tests.clock import FakeClock
from tests.polling.upstream_server import Server, upstream_server
from tests.refresh.asking import FINISHED, KNOWN, RUNNING, client_on
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.changes.conftest import database
from tests.webhook.hooks import submitted

__all__ = ["database"]


@pytest.fixture
async def server(place: Place) -> AsyncIterator[Server]:
    """An upstream that is channel 1, and tasks of alice's: two to be asked for, one finished."""
    async with upstream_server([KNOWN, RUNNING, FINISHED]) as server:
        lead_to(place, server.upstream.base_url, server.upstream.secret, status=2)
        outside(
            place,
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
    server: Server, newapi_database: Database, clock: FakeClock
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that only reads, on new-api's database."""
    assert server.polls == []
    async with client_on(newapi_database, clock) as client:
        yield client
