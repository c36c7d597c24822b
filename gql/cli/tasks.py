"""`mj-gateway tasks`: what is asked of tasks without a server."""

import asyncio
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from gql.app import make_services
from gql.cli.console import MISSING, fail, messages, say
from gql.cli.databases import DatabaseUrl, opened
from gql.errors import ConfigurationError, GatewayError
from gql.identity.model import Role, User, Viewer
from gql.keyset import cursors
from gql.keyset.window import Window
from gql.rest.search import read_filter
from gql.schema.context import Services
from gql.settings import Settings, load
from gql.tasks.exports.export import Export
from gql.tasks.exports.formats import FORMATS, FormatName
from gql.tasks.scope import Scope, everybodys, of_user
from gql.tasks.search import TaskFilter

app = typer.Typer(no_args_is_help=True, help="Take tasks out of a database.")
# Whoever can read the database's file may see all that is in it.
OPERATOR = Viewer(User(0, "", Role.ROOT), Role.ROOT)
Several = Annotated[str | None, typer.Option(help="One of these, divided by commas.")]
Moment = Annotated[str | None, typer.Option(help="RFC 3339 with an offset, or a Unix time.")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for; no user is everybody."""

    format: FormatName
    username: str | None
    limit: int | None
    filter: TaskFilter


@app.callback()
def tasks() -> None:
    """Make a group of this, though it has one command."""


@app.command()
def export(
    *,
    file_format: Annotated[FormatName, typer.Option("--format", help="How it is written.")] = FormatName.CSV,
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of stdout.")] = None,
    user: Annotated[str | None, typer.Option(help="The tasks of the user with this name.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody's tasks.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many; all unless said.")] = None,
    mj_ids: Several = None,
    statuses: Several = None,
    actions: Several = None,
    submitted_from: Moment = None,
    submitted_to: Moment = None,
    prompt_contains: Annotated[str | None, typer.Option(help="A text of the prompt.")] = None,
    finished: Annotated[bool | None, typer.Option(help="Only those that have ended, or have not.")] = None,
    channel_ids: Several = None,
    user_ids: Several = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write all tasks that satisfy the filters, newest first, as CSV or JSON Lines.

    One of `--user` and `--all` says whose. The columns are those of `GET /api/tasks/export`; where a limit
    cuts, the last record says so. An unknown user is exit code 3.

    For example:

        mj-gateway tasks export --all --output tasks.csv

        mj-gateway tasks export --user alice --format jsonl --statuses SUCCESS,FAILURE | jq .prompt
    """
    if everyone is (user is not None):
        raise ConfigurationError("One of --user and --all must be given")
    filters = {
        "mj_ids": mj_ids,
        "statuses": statuses,
        "actions": actions,
        "submitted_from": submitted_from,
        "submitted_to": submitted_to,
        "prompt_contains": prompt_contains,
        "finished": None if finished is None else str(finished).lower(),
        "channel_ids": channel_ids,
        "user_ids": user_ids,
    }
    given = {name: text for name, text in filters.items() if text}
    settings = load(database_url=database_url)
    wanted = Wanted(file_format, user, limit, read_filter(given))
    with _opened(output) as file:
        count = asyncio.run(_export(settings, file, wanted))
    say(f"{count:,} tasks were written.")


async def _export(settings: Settings, file: BinaryIO, wanted: Wanted) -> int:
    """Write the export, and give the number of its tasks."""
    async with opened(settings, create=False) as database:
        services = make_services(settings, database)
        scope = await _scope(services, wanted.username)
        connection = services.tasks.connection(OPERATOR, scope, wanted.filter, Window(cursors.TASKS))
        format_, everyone = FORMATS[wanted.format], wanted.username is None
        made = Export(connection, format_, wanted.limit, everybodys=everyone)
        return await _written(services, made, file)


async def _scope(services: Services, username: str | None) -> Scope:
    if username is None:
        return everybodys(OPERATOR)
    account = await services.users.by_name(username) or fail(f"There is no user {username}", MISSING)
    return of_user(OPERATOR, account.user.id)


async def _written(services: Services, made: Export, file: BinaryIO) -> int:
    columns = (
        "[progress.description]{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    count, after = 0, None
    with Progress(*columns, console=messages, disable=not messages.is_terminal) as bar:
        total = (await services.tasks.totals([made.connection]))[0] if not bar.disable else None
        shown = bar.add_task("tasks", total=total)
        try:
            links = await services.forwarding.links()
            async for part in made.written(services.tasks.slices, links):
                file.write(part.body)
                count, after = count + part.tasks, part.after
                bar.advance(shown, part.tasks)
        except GatewayError as error:
            file.write(made.notice(error, str(error), after))
            raise
    return count


def _opened(output: Path | None) -> "BinaryIO | nullcontext[BinaryIO]":
    if output is None:
        return nullcontext(sys.stdout.buffer)
    try:
        return output.open("wb")
    except OSError as error:
        raise ConfigurationError(f"{output} can't be written: {(error.strerror or '').lower()}") from None
