"""The application with its webhook open, on both kinds of database."""

from collections.abc import AsyncIterator

import httpx
import pytest

from gql.storage.database import Database
from tests.gateway import client_of
from tests.servers.files import database, file
from tests.webhook.hooks import SECRET

__all__ = ["database", "file"]


@pytest.fixture
async def gateway(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application."""
    async with client_of(database, notify_secret=SECRET) as client:
        yield client
