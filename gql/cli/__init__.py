"""The command line: one file a command."""

from typing import Annotated

import typer

from gql import __version__
from gql.cli.commands import Commands
from gql.cli.console import EXIT_CODES_HELP
from gql.operations import logging

app = typer.Typer(
    name="mj-gateway",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,  # they would show local variables, tokens among them
    epilog=EXIT_CODES_HELP,
)


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
