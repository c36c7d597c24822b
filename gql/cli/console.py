"""What a command says and how it ends: data on stdout, messages on stderr, exit codes by kind of error."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, Protocol

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeRemainingColumn

from gql.errors import ConfigurationError, Forbidden, GatewayError, NotFound, Unauthenticated, Unavailable
from gql.operations.masking import masked_url

FAILED = 1
MISCONFIGURED = 2
MISSING = 3
REFUSED = 4
AWAY = 5
EXIT_CODES: dict[type[GatewayError], int] = {
    ConfigurationError: MISCONFIGURED,
    NotFound: MISSING,
    Unauthenticated: REFUSED,
    Forbidden: REFUSED,
    Unavailable: AWAY,
}
EXIT_CODES_HELP = (
    "Exit codes: 0 done, 1 error, 2 usage or configuration, 3 not found, 4 credentials, "
    "5 upstream or database away."
)

messages = Console(stderr=True, highlight=False, soft_wrap=True)
data = Console(highlight=False)


def exit_code(error: GatewayError) -> int:
    """Give the exit code of an error."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), FAILED)


def fail(sentence: str, code: int = FAILED) -> NoReturn:
    """Say why the command can't do what it should, and end it.

    Raises:
        typer.Exit: always.
    """
    say(f"Error: {masked_url(sentence)}.")
    raise typer.Exit(code)


def say(message: str) -> None:
    """Tell a person something, on stderr."""
    typer.echo(message, err=True)


def print_json(value: object) -> None:
    """Print data as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


class Report(Protocol):
    """How far a long command is."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show how much of a step is done, of how much as far as is known."""


@contextmanager
def reported() -> Iterator[Report]:
    """Show the steps of a long command as bars, where a person looks on."""
    columns = (
        "[progress.description]{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, disable=not messages.is_terminal) as bars:
        shown: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in shown:
                shown[step] = bars.add_task(step)
            bars.update(shown[step], completed=done, total=max(done, total))

        yield report
