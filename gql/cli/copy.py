"""`mj-gateway copy`: a standalone installation, moved to another database."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from gql.cli.console import print_json, reported, say
from gql.cli.databases import AsJson, connected
from gql.errors import ConfigurationError
from gql.settings import Settings, load
from gql.storage.copying.copy import Copied
from gql.storage.copying.copy import copy as copied


def copy(
    source: Annotated[str, typer.Option("--from", help="The database that is copied, as an SQLAlchemy URL.")],
    target: Annotated[str, typer.Option("--to", help="The database that is filled; empty, or half a copy.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy a standalone database to another, such as a SQLite file to PostgreSQL.

    Stop the gateways of the source first; it is only read. Users with their tokens, channels, tasks and the
    ledger are copied, then compared row by row by hash. Interrupted, the same command goes on where it was;
    until the copy is whole, no other command opens it. Then set MJ_DATABASE_URL to the new one.

    For example:

        mj-gateway copy --from sqlite+aiosqlite:///mj-gateway.db --to postgresql+asyncpg://me@host/gateway
    """
    tables = asyncio.run(_copy(_settings("--from", source), _settings("--to", target)))
    if as_json:
        print_json([asdict(table) for table in tables])
    for table in tables:
        say(f"{table.table}: {table.rows:,} rows are the same, hash {table.digest}.")


async def _copy(source: Settings, target: Settings) -> list[Copied]:
    async with (
        connected(source, create=False, upgrade=False) as old,
        connected(target, unfinished=True) as new,
    ):
        with reported() as report:
            return await copied(
                old, new, lambda step, table, done, total: report(f"{step} {table}", done, total)
            )


def _settings(option: str, url: str) -> Settings:
    try:
        return load(database_url=url)
    except ConfigurationError as error:
        raise ConfigurationError(str(error).replace("MJ_DATABASE_URL", option)) from None
