"""`mj-gateway copy`: a standalone installation, moved to another database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeRemainingColumn

from gql.cli.console import messages, print_json, say
from gql.cli.databases import AsJson, options_of
from gql.errors import ConfigurationError
from gql.settings import Settings, load
from gql.storage.copying.copy import Copied, Step
from gql.storage.copying.copy import copy as copied
from gql.storage.database import Database, open_database


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
    async with _opened(source, fill=False) as old, _opened(target, fill=True) as new:
        with _bar() as bar:
            shown: dict[tuple[Step, str], TaskID] = {}

            def report(step: Step, table: str, done: int, total: int) -> None:
                if (step, table) not in shown:
                    shown[step, table] = bar.add_task(f"{step} {table}")
                bar.update(shown[step, table], completed=done, total=max(done, total))

            return await copied(old, new, report)


def _settings(option: str, url: str) -> Settings:
    try:
        return load(database_url=url)
    except ConfigurationError as error:
        raise ConfigurationError(str(error).replace("MJ_DATABASE_URL", option)) from None


@asynccontextmanager
async def _opened(settings: Settings, *, fill: bool) -> AsyncIterator[Database]:
    url = settings.database_url.get_secret_value()
    database = await open_database(
        url, create=fill, upgrade=fill, unfinished=fill, options=options_of(settings)
    )
    try:
        yield database
    finally:
        await database.close()


def _bar() -> Progress:
    columns = (
        "[progress.description]{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=messages, disable=not messages.is_terminal)
