from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.storage.database import Database, open_database


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """Where the standalone database of `own_database` is."""
    return tmp_path / "mj-gateway.db"


@pytest.fixture
async def own_database(own_file: Path) -> AsyncIterator[Database]:
    """A standalone database, just made; closed after the test."""
    database = await open_database(f"sqlite+aiosqlite:///{own_file}")
    yield database
    await database.close()
