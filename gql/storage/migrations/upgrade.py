"""Brings a standalone database to the newest schema."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.errors import ConfigurationError

FOLDER = Path(__file__).parent


async def upgrade(engine: AsyncEngine, lock: Callable[[AsyncConnection], Awaitable[None]]) -> None:
    """Run the steps that are missing, in one transaction; MySQL alone commits after each statement.

    Args:
        engine: without limits of time, as a step may have to read a large table.
        lock: keeps others from doing the same at once.

    Raises:
        ConfigurationError: the schema is newer than this version of the gateway.
    """
    async with engine.begin() as connection:
        await lock(connection)
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise ConfigurationError("The database was made by a newer version of mj-gateway") from None
