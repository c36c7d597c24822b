from collections.abc import Callable
from typing import Any

import pytest

from gql.storage.database import Database
from tests.limits.operations import Client


@pytest.fixture
def client_with(newapi_database: Database) -> Callable[..., Client]:
    """Make a client on new-api's database: an admin, under settings."""

    def make(username: str | None = "admin", **settings: Any) -> Client:
        return Client(newapi_database, username, **settings)

    return make
