"""Each step of the schema, up and down, on a database with users in it."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gql.storage.database import open_database
from gql.storage.facts import revision
from gql.storage.migrations.steps import FOLDER
from gql.storage.migrations.upgrade import NEWEST
from tests.storage.statements import fetch, outside

TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'mj_gateway%' ORDER BY name"
USERS = ("INSERT INTO users (id, username, quota) VALUES (1, 'rich', 500), (2, 'poor', NULL)",)


def downgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.downgrade(config, "0001")


@pytest.fixture
async def first_version(own_file: Path) -> Path:
    """A database as version 0001 of the schema left it, with two users."""
    database = await open_database(f"sqlite+aiosqlite:///{own_file}")
    await database.write(lambda connection: connection.run_sync(downgrade))
    await database.close()
    outside(own_file, *USERS)
    assert outside(own_file, TABLES) == [("mj_gateway_version",)]
    return own_file


def test_the_version_that_needs_no_steps_is_that_of_the_last_step() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == NEWEST


async def test_users_that_are_there_at_the_migration_get_an_account_with_their_quota(
    first_version: Path,
) -> None:
    database = await open_database(f"sqlite+aiosqlite:///{first_version}")

    assert await revision(database) == "0003"
    assert await fetch(database, "SELECT user_id, task_id, kind, amount FROM mj_gateway_ledger") == [
        (1, None, "opening", 500),
        (2, None, "opening", 0),
    ]
    assert [name for (name,) in await fetch(database, TABLES)] == [
        "mj_gateway_epoch",
        "mj_gateway_lease",
        "mj_gateway_ledger",
        "mj_gateway_removals",
        "mj_gateway_updates",
        "mj_gateway_version",
    ]
    await database.close()


async def test_each_database_has_an_epoch_of_its_own(first_version: Path, tmp_path: Path) -> None:
    epochs = set()
    for path in (first_version, tmp_path / "other.db"):
        await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
        [(epoch,)] = outside(path, "SELECT epoch FROM mj_gateway_epoch")
        epochs.add(epoch)

    assert len(epochs) == 2
    assert all(len(epoch) == 16 for epoch in epochs)


async def test_an_offset_of_the_log_is_never_given_twice_though_its_rows_are_gone(own_file: Path) -> None:
    await (await open_database(f"sqlite+aiosqlite:///{own_file}")).close()
    row = "INSERT INTO mj_gateway_updates (task_id, kind, state, at_ms) VALUES (1, 'CREATED', '{}', 1)"
    outside(own_file, row, row, "DELETE FROM mj_gateway_updates", row)

    assert outside(own_file, "SELECT id FROM mj_gateway_updates") == [(3,)]
