"""A workshop with the repository's schema, and the application on a real port with a task that cost a lot."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import Settings
from gql.storage.database import Database
from tests.clients.workshop import ROOT, Workshop
from tests.serving import serving

LARGEST = 2**63 - 1
ALICE = 3
WANTED = f"user_id = {ALICE} AND status = 'SUCCESS' AND action IN ('IMAGINE', 'VIDEO')"


@dataclass(frozen=True)
class Gateway:
    """A running application: its address, and the rows that the clients ask for, the newest first."""

    url: str
    rows: list[sqlite3.Row]


@pytest.fixture
def schema() -> str:
    """The schema as it is committed."""
    return (ROOT / "schema.graphql").read_text("utf-8")


@pytest.fixture
def workshop(tmp_path: Path, schema: str) -> Workshop:
    """The clients beside that schema."""
    return Workshop.at(tmp_path, schema)


@pytest.fixture
async def gateway(newapi_file: Path, newapi_database: Database) -> AsyncIterator[Gateway]:
    """The whole application on a real port; the newest task that clients ask for has the largest quota."""
    rows = _with_largest_quota(newapi_file)
    async with serving(
        create_app(Settings.model_validate({"forward_images": False}), newapi_database, Readiness())
    ) as port:
        yield Gateway(f"http://127.0.0.1:{port}", rows)


def _with_largest_quota(file: Path) -> list[sqlite3.Row]:
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    newest = f"(SELECT max(id) FROM midjourneys WHERE {WANTED})"
    connection.execute(f"UPDATE midjourneys SET quota = {LARGEST} WHERE id = {newest}")
    connection.commit()
    rows = connection.execute(f"SELECT * FROM midjourneys WHERE {WANTED} ORDER BY id DESC").fetchall()
    connection.close()
    return rows
