"""Brings a standalone database to the newest schema."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.storage.catalog import VERSION_TABLE

# Of the last of the steps.
NEWEST: Final = "0003"
VERSIONS: Final = text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - a constant


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
    if inspect(connection).has_table(VERSION_TABLE) and [*connection.scalars(VERSIONS)] == [NEWEST]:
        return
    # Alembic takes a tenth of the start, and most starts have nothing for it.
    import_module("gql.storage.migrations.steps").run(connection)
