"""Each step of the schema, up and down, on a database with users in it, on each engine."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gql.storage.database import Database, open_database
from gql.storage.facts import revision
from gql.storage.migrations.steps import FOLDER
from gql.storage.migrations.upgrade import NEWEST
from tests.servers.sites import ENGINES, Place, Sites, url_of
from tests.storage.statements import fetch, outside

USERS = ("INSERT INTO users (id, username, quota) VALUES (1, 'rich', 500), (2, 'poor', NULL)",)


def downgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.downgrade(config, "0001")


async def tables(database: Database) -> list[str]:
    """Give the names of the gateway's own tables."""
    async with database.read() as connection:
        catalog = await database.engine.catalog(connection)
    return sorted(name for name in catalog.tables if name.startswith("mj_gateway"))


@pytest.fixture(params=ENGINES)
def blank(request: pytest.FixtureRequest, sites: Sites) -> Iterator[Place]:
    """A database without tables."""
    with sites.blank(request.param) as place:
        yield place


@pytest.fixture
async def first_version(blank: Place) -> Place:
    """A database as version 0001 of the schema left it, with two users."""
    database = await open_database(url_of(blank))
    await database.write(lambda connection: connection.run_sync(downgrade))
    assert await tables(database) == ["mj_gateway_version"]
    await database.close()
    outside(blank, *USERS)
    return blank


def test_the_version_that_needs_no_steps_is_that_of_the_last_step() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == NEWEST


async def test_users_that_are_there_at_the_migration_get_an_account_with_their_quota(
    first_version: Place,
) -> None:
    database = await open_database(url_of(first_version))

    assert await revision(database) == "0003"
    opened = "SELECT user_id, task_id, kind, amount FROM mj_gateway_ledger ORDER BY user_id"
    assert await fetch(database, opened) == [(1, None, "opening", 500), (2, None, "opening", 0)]
    assert await tables(database) == [
        "mj_gateway_epoch",
        "mj_gateway_lease",
        "mj_gateway_ledger",
        "mj_gateway_removals",
        "mj_gateway_updates",
        "mj_gateway_version",
    ]
    await database.close()


async def test_each_database_has_an_epoch_of_its_own(first_version: Place, sites: Sites) -> None:
    epochs = set()
    with sites.blank("sqlite") as other:
        for place in (first_version, other):
            await (await open_database(url_of(place))).close()
            [(epoch,)] = outside(place, "SELECT epoch FROM mj_gateway_epoch")
            epochs.add(epoch)

    assert len(epochs) == 2
    assert all(len(epoch) == 16 for epoch in epochs)


async def test_an_offset_of_the_log_is_never_given_twice_though_its_rows_are_gone(blank: Place) -> None:
    await (await open_database(url_of(blank))).close()
    row = "INSERT INTO mj_gateway_updates (task_id, kind, state, at_ms) VALUES (1, 'CREATED', '{}', 1)"
    outside(blank, row, row, "DELETE FROM mj_gateway_updates", row)

    assert outside(blank, "SELECT id FROM mj_gateway_updates") == [(3,)]
