"""The same 300 tasks and their users in both kinds of database, each opened to be written."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.storage.database import Database, open_database
from tests.storage.statements import outside

USERS = "id, username, role, status, access_token, quota"


@pytest.fixture(params=["attached", "standalone"])
async def file(request: pytest.FixtureRequest, newapi_file: Path, tmp_path: Path) -> Path:
    """The database file: a copy of new-api's, or our own with the same rows."""
    if request.param == "attached":
        return newapi_file
    path = tmp_path / "own.db"
    await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    outside(
        path,
        f"ATTACH '{newapi_file}' AS newapi",
        "INSERT INTO midjourneys SELECT * FROM newapi.midjourneys",
        f"INSERT INTO users ({USERS}) SELECT {USERS} FROM newapi.users",
        "INSERT INTO mj_gateway_ledger (user_id, kind, amount, at_ms)"
        " SELECT id, 'opening', quota, 1 FROM users",
    )
    return path


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    """That file, opened to be written; closed after the test."""
    database = await opened(file)
    yield database
    await database.close()


async def opened(file: Path) -> Database:
    return await open_database(f"sqlite+aiosqlite:///{file}", create=False, write_attached=True)
