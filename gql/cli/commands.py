"""The commands, each loaded when it is called: a server does not wait for what draws the demonstration."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

from gql.cli.console import exit_code, fail
from gql.errors import GatewayError

# In the order of the help; each is a module here, with a function of its name or an `app` of several.
NAMES: Final = (
    "serve",
    "demo",
    "poll",
    "doctor",
    "migrate",
    "copy",
    "archive",
    "seed",
    "schema",
    "tasks",
    "token",
)


class Commands(TyperGroup):
    """Ends with one sentence, and the exit code of its kind, where a command raises an error on purpose."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
        """Name the commands, for the help and for whoever mistyped one; `get_command` loads them."""
        super().__init__(**{**attributes, "commands": dict.fromkeys(NAMES)})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - typer's own copy of click
        """Load a command; None where there is none of this name."""
        return _loaded(cmd_name) if cmd_name in NAMES else None

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the signature of typer's own copy of click
        """Run the command."""
        try:
            return super().invoke(ctx)
        except GatewayError as error:
            fail(str(error), exit_code(error))


@cache
def _loaded(name: str) -> Any:  # noqa: ANN401 - a command of typer's own copy of click
    with _uncollected():
        module = import_module(f"gql.cli.{name}")
    alone = typer.Typer(rich_markup_mode="markdown", pretty_exceptions_enable=False)
    if hasattr(module, "app"):
        alone.add_typer(module.app, name=name)
    else:
        alone.command(name)(getattr(module, name))
    return get_group(alone).commands[name]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: what modules make stays, and to go through it each time is a tenth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
