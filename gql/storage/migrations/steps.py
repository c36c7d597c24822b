"""Runs the steps that are missing; loaded where some are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from gql.errors import ConfigurationError

FOLDER = Path(__file__).parent


def run(connection: Connection) -> None:
    """Bring the tables to the newest schema, within the caller's transaction.

    Raises:
        ConfigurationError: the schema is newer than this version of the gateway.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise ConfigurationError("The database was made by a newer version of mj-gateway") from None
