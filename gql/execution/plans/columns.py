"""Rows of which a plan reads no more columns than its fields need."""

from typing import Any

from gql.execution.plans.parts import Later, Now, Part, Run, Unsuited
from gql.schema.fields import ReadColumns
from gql.tasks.records import ID, Missing


def by_columns(read: ReadColumns, complete: Part) -> Later:
    """Compile a field of rows: a column that turns out to be missing is read from then on.

    So no field has to say which columns its function reads.

    Args:
        read: gives the rows.
        complete: what becomes of them.
    """
    needed = ID

    async def give(source: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and what is selected of its rows
        nonlocal needed
        while True:
            asked = needed
            rows = await read(source, asked)
            try:
                return (
                    complete.give(rows, run) if isinstance(complete, Now) else await complete.give(rows, run)
                )
            except Missing as missing:
                if missing.column in asked:
                    raise Unsuited from None
                needed |= {missing.column}

    return Later(give)
