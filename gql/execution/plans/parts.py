"""What plans are made of: expressions over a value, and functions of it that have to wait for something.

What gives its result at once is written as one Python expression for a whole tree of fields: calls of small
functions would take longer than all that they do.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from types import CodeType
from typing import TYPE_CHECKING, Any

from graphql.execution import VariableValues

from gql.execution.turns import LONG, TURN
from gql.schema.context import Context
from gql.tasks.links.links import Links
from gql.tasks.records import Missing

if TYPE_CHECKING:
    from gql.execution.plans.rows import Row


@dataclass
class Run:
    """One execution of a plan; resolvers take it for their `info`, of which they need the context alone.

    `arguments` are those of fields, by the ids of their nodes, which are the same for the same variables.
    """

    context: Context
    variables: VariableValues
    arguments: dict[int, Mapping[str, Any]]

    @cached_property
    def links(self) -> Links:
        """The links of the client.

        Raises:
            LinksWanted: they must be waited for.
        """
        links = self.context.links
        if not isinstance(links, Links):
            raise LinksWanted
        return links


Sync = Callable[[Any, Run], Any]
Async = Callable[[Any, Run], Awaitable[Any]]
All = Callable[[Sequence[Any], Run], Awaitable[Sequence[Any]]]


@dataclass
class Writer:
    """Writes one expression; `run` is a name in it.

    Attributes:
        known: what else the expression names.
        rows: the names in it that stand for rows as the database gave them.
        cells: expressions of their columns' values, and the names of what is stored there.
    """

    known: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, "Row"] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    _names: int = 0

    def name(self) -> str:
        """Give a name that nothing else has."""
        self._names += 1
        return intern(f"_{self._names}_")  # so that none is the beginning of another

    def constant(self, value: object) -> str:
        """Give the name of an object outside of the expression."""
        name = self.name()
        self.known[name] = value
        return name

    def evaluated(self, text: str) -> Any:  # noqa: ANN401 - what it is the text of
        """Give what an expression is."""
        # All texts in it are ours, or names of the document, which are letters, digits and underscores.
        return eval(_without_positions(compile(text, "<plan>", "eval")), self.known)  # noqa: S307


def _without_positions(code: CodeType) -> CodeType:
    """Leave out which place of the text each instruction is of: two thirds of what a plan takes."""
    constants = (_without_positions(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_linetable=b"", co_consts=tuple(constants))


class Now:
    """A part that gives its result at once; `write` turns the expression of a value into the result's."""

    def __init__(self, write: Callable[[Writer, str], str]) -> None:
        self.write = write

    @cached_property
    def give(self) -> Sync:
        """The part as a function."""
        writer = Writer()
        made: Sync = writer.evaluated(f"lambda value, run: {self.write(writer, 'value')}")
        return made

    @cached_property
    def give_all(self) -> Callable[[Sequence[Any], Run], list[Any]]:
        """The part as a function of many values, which gives as many results."""
        writer = Writer()
        made: Callable[[Sequence[Any], Run], list[Any]] = writer.evaluated(
            f"lambda values, run: [{self.write(writer, 'value')} for value in values]"
        )
        return made


@dataclass(frozen=True, slots=True)
class Later:
    """A part that waits for something.

    Attributes:
        give: the part as a function.
        give_all: the same of many values, where all of them are waited for at once: to begin as many waits
            side by side takes longer than all else of them.
        parts: that it consists of.
    """

    give: Async
    give_all: All | None = None
    parts: tuple["Part", ...] = ()

    async def each(self, values: Sequence[Any], run: Run) -> Sequence[Any]:
        """Give the results of many values."""
        if self.give_all:
            return await self.give_all(values, run)
        return await together(self.give(value, run) for value in values)


Part = Now | Later


async def given(part: Part, value: Any, run: Run) -> Any:  # noqa: ANN401 - what the part takes and gives
    """Give what a part gives, whether it waits for something or not."""
    return part.give(value, run) if isinstance(part, Now) else await part.give(value, run)


class Unsuited(Exception):
    """A value that only the executor knows what to do with."""


class LinksWanted(Unsuited):
    """Something that must be waited for first: links are the only such thing."""


async def together(waits: Iterable[Awaitable[Any]]) -> list[Any]:
    """Wait for all, also where one fails: nothing goes on behind the back of who is answered."""
    found = await asyncio.gather(*waits, return_exceptions=True)
    failures = [each for each in found if isinstance(each, BaseException)]
    if failures:
        raise _all_missing(failures) or failures[0]
    return found


def _all_missing(failures: Sequence[BaseException]) -> Missing | None:
    columns = {column for each in failures if isinstance(each, Missing) for column in each.columns}
    return Missing(*columns) if columns else None


def composed(first: Part, second: Part) -> Part:
    """Give what one part gives to another."""
    if isinstance(first, Later):
        return _awaited(first, second)
    if isinstance(second, Later):
        return _taken(first, second)
    write, write_more = first.write, second.write
    return Now(lambda writer, value: write_more(writer, write(writer, value)))


def _taken(first: Now, second: Later) -> Later:
    async def taken(value: Any, run: Run) -> Any:  # noqa: ANN401 - what the parts take and give
        return await second.give(first.give(value, run), run)  # in here, so that nothing raises before that

    async def all_taken(values: Sequence[Any], run: Run) -> Sequence[Any]:
        return await second.each(first.give_all(values, run), run)

    return Later(taken, all_taken if second.give_all else None, (first, second))


def _awaited(first: Later, second: Part) -> Later:
    async def awaited(value: Any, run: Run) -> Any:  # noqa: ANN401 - what the parts take and give
        given = await first.give(value, run)
        if isinstance(given, list | tuple) and len(given) > LONG:
            await TURN.wait()  # what has been waited for by many may be there for all of them at once
        return second.give(given, run) if isinstance(second, Now) else await second.give(given, run)

    async def all_awaited(values: Sequence[Any], run: Run) -> Sequence[Any]:
        given = await first.each(values, run)
        return second.give_all(given, run) if isinstance(second, Now) else await second.each(given, run)

    return Later(awaited, all_awaited if first.give_all else None, (first, second))
