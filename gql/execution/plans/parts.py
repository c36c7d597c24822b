"""What plans are made of: functions of a value, some of which have to wait for something."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from graphql.execution import VariableValues

from gql.execution.turns import TURN
from gql.schema.context import Context


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a plan; resolvers take it for their `info`, of which they need the context alone."""

    context: Context
    variables: VariableValues


Sync = Callable[[Any, Run], Any]
Async = Callable[[Any, Run], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Now:
    """A part that gives its result at once."""

    give: Sync


@dataclass(frozen=True, slots=True)
class Later:
    """A part that waits for something."""

    give: Async


Part = Now | Later


class Unsuited(Exception):
    """A value that only the executor knows what to do with."""


def composed(first: Part, second: Part) -> Part:
    """Give what one part gives to another."""
    give, take = first.give, second.give
    if isinstance(first, Now) and isinstance(second, Now):
        return Now(lambda value, run: take(give(value, run), run))
    if isinstance(first, Now):
        return Later(lambda value, run: take(give(value, run), run))

    async def awaited(value: Any, run: Run) -> Any:  # noqa: ANN401 - what the parts take and give
        given = await give(value, run)
        await TURN.wait()  # what has been waited for by many may be there for all of them at once
        return take(given, run) if isinstance(second, Now) else await take(given, run)

    return Later(awaited)
