"""Rows of which a plan reads no more columns than its fields need."""

from collections.abc import Hashable
from typing import Any

from gql.execution.plans.parts import Later, Now, Part, Run, Unsuited
from gql.execution.plans.rows import Each, OfRows
from gql.schema.fields import ReadColumns
from gql.tasks.records import ID, Missing, Records


def by_columns(read: ReadColumns, complete: Part) -> Later:
    """Compile a field of rows: a column that turns out to be missing is read from then on.

    So no field has to say which columns its function reads.

    Args:
        read: gives the rows.
        complete: what becomes of them.
    """
    needed = ID
    compiled: dict[Hashable, OfRows] = {}

    def of_rows(each: Each, rows: Records) -> OfRows:
        columns = rows.names, rows.absent
        made = compiled.get(columns)
        if made is None:
            made = compiled[columns] = each.of_rows(rows)
        return made

    async def give(source: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and what is selected of its rows
        nonlocal needed
        while True:
            asked = needed
            rows = await read(source, asked)
            try:
                if isinstance(complete, Each) and isinstance(rows, Records):
                    return of_rows(complete, rows)(rows.rows, rows.read, run)
                return (
                    complete.give(rows, run) if isinstance(complete, Now) else await complete.give(rows, run)
                )
            except Missing as missing:
                if missing.columns <= asked:
                    raise Unsuited from None
                needed |= missing.columns

    return Later(give)
