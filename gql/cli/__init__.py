"""The command line: one file a command."""

from typing import Annotated

import typer

from gql import __version__
from gql.cli import tasks, token
from gql.cli.archive import archive
from gql.cli.console import EXIT_CODES_HELP, Commands
from gql.cli.copy import copy
from gql.cli.demo import demo
from gql.cli.doctor import doctor
from gql.cli.migrate import migrate
from gql.cli.poll import poll
from gql.cli.schema import schema
from gql.cli.seed import seed
from gql.cli.serve import serve
from gql.operations import logging

app = typer.Typer(
    name="mj-gateway",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,  # they would show local variables, tokens among them
    epilog=EXIT_CODES_HELP,
)
for command in (serve, demo, poll, doctor, migrate, copy, archive, seed, schema):
    app.command()(command)
app.add_typer(tasks.app, name="tasks")
app.add_typer(token.app, name="token")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mj-gateway {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Serve the Midjourney tasks of new-api over GraphQL and REST.

    Settings are environment variables with the prefix MJ_, or lines of .env; `mj-gateway doctor` shows them.

    For example:

        mj-gateway demo

        mj-gateway serve --database-url sqlite+aiosqlite:////var/lib/new-api/one-api.db
    """
    del version  # its callback has ended the command already
    logging.configure()
