"""The database of a command, open while the command runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from gql.errors import ConfigurationError
from gql.settings import Settings
from gql.storage.catalog import Kind
from gql.storage.database import Database, open_database
from gql.storage.engines.engine import Options

DatabaseUrl = Annotated[
    str | None, typer.Option(help="Database, as an SQLAlchemy URL; goes before MJ_DATABASE_URL.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@asynccontextmanager
async def connected(
    settings: Settings,
    *,
    create: bool = True,
    upgrade: bool = True,
    write_attached: bool = False,
    unfinished: bool = False,
) -> AsyncIterator[Database]:
    """Open the database that is set, without its replica, and close it at the end; see `open_database`.

    Raises:
        ConfigurationError: it can't be opened.
    """
    database = await open_database(
        settings.database_url.get_secret_value(),
        create=create,
        upgrade=upgrade,
        write_attached=write_attached,
        unfinished=unfinished,
        options=Options(pool=settings.database_pool, statement_seconds=settings.database_timeout),
    )
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened(
    settings: Settings, *, create: bool = True, upgrade: bool = True, write_attached: bool = False
) -> AsyncIterator[Database]:
    """Open the database that is set with the replica that is set, and close both at the end.

    Raises:
        ConfigurationError: it can't be opened.
    """
    async with connected(settings, create=create, upgrade=upgrade, write_attached=write_attached) as database:
        if replica := settings.database_read_url.get_secret_value():
            database.follow(replica, settings.database_read_lag)
        yield database


@asynccontextmanager
async def standalone(settings: Settings, *, create: bool = True) -> AsyncIterator[Database]:
    """Open a database of our own, for a command that writes.

    Raises:
        ConfigurationError: it can't be opened, or it is new-api's.
    """
    async with opened(settings, create=create) as database:
        if database.kind is Kind.ATTACHED:
            raise ConfigurationError(
                "The database belongs to new-api and is only read; this command is for a database of our own"
            )
        yield database
