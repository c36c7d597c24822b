from collections.abc import AsyncIterator

import pytest

from gql.polling.client import UpstreamClient
from tests.polling.upstream_server import Server, ids, upstream_server


@pytest.fixture
async def client() -> AsyncIterator[UpstreamClient]:
    """The real client, for answers of a million bytes at most."""
    client = UpstreamClient(body_limit=1_000_000)
    yield client
    await client.close()


@pytest.fixture
async def impatient() -> AsyncIterator[UpstreamClient]:
    """A client that waits for half a second."""
    client = UpstreamClient(connect_seconds=0.5, total_seconds=0.5)
    yield client
    await client.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """An upstream that knows eight tasks."""
    async with upstream_server(ids(8)) as server:
        yield server
