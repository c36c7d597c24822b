"""Brings a standalone database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from gql.errors import ConfigurationError

FOLDER = Path(__file__).parent


async def upgrade(engine: AsyncEngine) -> None:
    """Run the steps that are missing, in one transaction.

    Raises:
        ConfigurationError: the schema is newer than this version of the gateway.
    """
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise ConfigurationError("The database was made by a newer version of mj-gateway") from None
