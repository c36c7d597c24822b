"""Rows of which a plan reads no more columns than its fields need."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from gql.execution.plans.parts import Later, Part, Run, Unsuited, Writer, given
from gql.execution.plans.rows import Each, Named, OfRows
from gql.schema.fields import Narrow, ReadColumns
from gql.tasks.records import ID, Columns, Missing, Records

Some = Callable[[Any, Run, Columns], Awaitable[Any]]


def by_columns(read: ReadColumns, complete: Part) -> Later:
    """Compile a field of rows.

    Args:
        read: gives the rows.
        complete: what becomes of them.
    """
    compiled: dict[Hashable, OfRows] = {}

    def of_rows(each: Each, rows: Records) -> OfRows:
        columns = rows.names, rows.absent
        made = compiled.get(columns)
        if made is None:
            made = compiled[columns] = each.of_rows(rows)
        return made

    async def give(source: Any, run: Run, columns: Columns) -> Any:  # noqa: ANN401 - the object, and what is selected of its rows
        rows = await read(source, columns)
        if isinstance(complete, Each) and isinstance(rows, Records):
            return of_rows(complete, rows)(rows.rows, rows.read, run)
        return await given(complete, rows, run)

    return _needing(ID, give)


def narrowed(narrow: Narrow, value: Part, complete: Part) -> Later:
    """Compile a field whose object is read later, when it is known which columns are needed of it.

    Args:
        narrow: says so to the object.
        value: gives it.
        complete: what becomes of it.
    """

    async def give(source: Any, run: Run, columns: Columns) -> Any:  # noqa: ANN401 - as above
        return await given(complete, narrow(await given(value, source, run), columns), run)

    return _needing(ID | columns_in(complete), give)


def columns_in(part: Part) -> Columns:
    """Give columns of tasks that a part names, and perhaps some of others that are called the same."""
    if isinstance(part, Later):
        return Columns().union(*map(columns_in, part.parts))
    named = Named()
    writer = Writer(rows=named)
    part.write(writer, writer.name())
    return Columns(named.columns)


def _needing(needed: Columns, some: Some) -> Later:
    """Read a column that turns out to be missing from then on: no field says which columns it reads."""

    async def give(source: Any, run: Run) -> Any:  # noqa: ANN401 - as above
        nonlocal needed
        while True:
            asked = needed
            try:
                return await some(source, run, asked)
            except Missing as missing:
                if missing.columns <= asked:
                    raise Unsuited from None
                needed |= missing.columns

    return Later(give)
