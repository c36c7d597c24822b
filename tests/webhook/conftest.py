"""The application with its webhook open, on a database that it may write."""

from collections.abc import AsyncIterator

import httpx
import pytest

from gql.storage.database import Database
from tests.gateway import client_of
from tests.tasks.changes.conftest import database
from tests.webhook.hooks import SECRET

__all__ = ["database"]


@pytest.fixture
async def gateway(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application."""
    async with client_of(database, notify_secret=SECRET) as client:
        yield client
