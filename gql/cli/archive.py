"""`mj-gateway archive`: old tasks, out of the database and into a file."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from gql.cli.console import print_json, reported, say
from gql.cli.databases import AsJson, DatabaseUrl, standalone
from gql.errors import ConfigurationError
from gql.settings import Settings, load
from gql.tasks.archive.archive import Archived
from gql.tasks.archive.archive import archive as archived
from gql.tasks.archive.repository import OldTasks

Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Tasks submitted before this day, UTC; else MJ_RETENTION_DAYS."),
]


def archive(
    to: Annotated[Path, typer.Option("--to", help="The file; its name ends in .jsonl or .parquet.")],
    *,
    before: Day = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the tasks in the database.")] = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Write finished tasks of old times to a file, then delete them from a standalone database.

    The file is read back before anything is deleted. Interrupted, the same command goes on: tasks of a file
    that is there already are deleted where they are still as they were written. A database of new-api is
    refused.

    For example:

        mj-gateway archive --before 2025-01-01 --to 2024.jsonl

        MJ_RETENTION_DAYS=365 mj-gateway archive --to /archive/$(date +%F).parquet
    """
    settings = load(database_url=database_url)
    done = asyncio.run(_archive(settings, _moment(before, settings.retention_days), to, keep=keep))
    if as_json:
        print_json(asdict(done))
    kept = f", {done.kept:,} were not there as they were written" if done.kept else ""
    there = ", which was there already" if done.resumed else ""
    say(f"{done.tasks:,} tasks are in {to}{there}, hash {done.digest}; {done.deleted:,} were deleted{kept}.")


async def _archive(settings: Settings, before: datetime, to: Path, *, keep: bool) -> Archived:
    async with standalone(settings, create=False) as database:
        with reported() as report:
            return await archived(OldTasks(database, before), to, report, keep=keep)


def _moment(before: datetime | None, days: int) -> datetime:
    now = datetime.now(UTC)
    if before is None:
        if not days:
            raise ConfigurationError("Say --before, or set MJ_RETENTION_DAYS")
        return now - timedelta(days=days)
    if (moment := before.replace(tzinfo=UTC)) > now:
        raise ConfigurationError("--before is a day to come")
    return moment
