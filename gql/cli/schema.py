"""`mj-gateway schema`: the GraphQL schema as text."""

from pathlib import Path
from typing import Annotated

import typer

from gql.cli.console import fail, say
from gql.errors import ConfigurationError
from gql.schema import sdl

COMMITTED = Path("schema.graphql")


def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Compare with ./schema.graphql instead; exit code 1 where stale.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of stdout.")] = None,
) -> None:
    """Print the GraphQL schema in the schema definition language.

    A running gateway gives the same bytes at `/schema.graphql`.

    For example:

        mj-gateway schema

        mj-gateway schema --output schema.graphql

        mj-gateway schema --check
    """
    text = sdl()
    if check:
        _compare(text)
    elif output:
        _write(output, text)
    else:
        typer.echo(text, nl=False)


def _compare(text: str) -> None:
    if not COMMITTED.is_file():
        fail(f"There is no {COMMITTED} here; mj-gateway schema --output {COMMITTED} writes it")
    if COMMITTED.read_text("utf-8") != text:
        fail(f"{COMMITTED} is stale; mj-gateway schema --output {COMMITTED} writes it anew")
    say(f"{COMMITTED} is as the code has it.")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} can't be written: {(error.strerror or '').lower()}") from None
