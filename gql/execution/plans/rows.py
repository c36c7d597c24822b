"""Lists, and rows that are taken apart: to make an object of each would take longer than all else of them."""

from collections.abc import Callable, Sequence
from typing import Any

from gql.execution.plans.parts import Now, Run, Unsuited, Writer
from gql.tasks.records import KINDS, Missing, Records

# Takes rows, what makes the record of one, and the run.
OfRows = Callable[[Sequence[Any], Callable[[Any], Any], Run], list[Any]]


class Row:
    """A row within an expression, where each of its columns has a name.

    Attributes:
        target: what a row is taken apart into.
        record: the expression of its record; `read` is a name in it.
        once: what is the same for all rows, by its names.
        missing: columns that the expression names, and that were not read.
    """

    def __init__(self, writer: Writer, records: Records) -> None:
        self._writer = writer
        self._absent = records.absent
        self._names = {column: writer.name() for column in records.names}
        self.target = f"({', '.join(self._names.values())},)"
        self.record = f"read({self.target})"
        self.once: dict[str, str] = {}
        self.missing: set[str] = set()

    def cell(self, column: str) -> str:
        """Give the expression of a column's value, as a `Task` has it."""
        type_, read = KINDS[column]
        if column in self._absent:
            return repr(read(None))
        if column not in self._names:
            self.missing.add(column)
            return repr(None)
        name = self._names[column]
        value = f"({name} if type({name}) is {type_.__name__} else {self._writer.constant(read)}({name}))"
        self._writer.cells[value] = name
        return value

    def constant(self, expression: str) -> str:
        """Give the name of what is the same for all rows."""
        name = self._writer.name()
        self.once[name] = expression
        return name


class Named(dict[str, Row]):
    """Takes every name for a row's, and notes the columns that an expression names."""

    record = ""

    def __init__(self) -> None:
        super().__init__()
        self.columns: set[str] = set()

    def __bool__(self) -> bool:
        return True  # although no name was given to it

    def get(self, _: str, __: object = None) -> Any:  # noqa: ANN401 - what stands for a row
        """Give what stands for the row."""
        return self

    def cell(self, column: str) -> str:
        """Note a column."""
        self.columns.add(column)
        return column

    def constant(self, expression: str) -> str:
        """Give what stands for what is the same for all rows."""
        return expression


class Each(Now):
    """A list, of which each item becomes what a part gives at once."""

    def __init__(self, item: Now) -> None:
        super().__init__(self._written)
        self._item = item

    def of_rows(self, records: Records) -> OfRows:
        """Compile the same of rows with these columns.

        Raises:
            Missing: naming all columns that were not read.
        """
        writer = Writer()
        name = writer.name()
        row = writer.rows[name] = Row(writer, records)
        item = self._item.write(writer, name)
        if row.missing:
            raise Missing(*row.missing)
        once = "".join(f"for {constant} in ({given},) " for constant, given in row.once.items())
        record = f" for {name} in ({row.record},)" if name in item else ""
        made: OfRows = writer.evaluated(
            f"lambda rows, read, run: [{item} {once}for {row.target} in rows{record}]"
        )
        return made

    def _written(self, writer: Writer, values: str) -> str:
        name = writer.name()
        return f"[{self._item.write(writer, name)} for {name} in {writer.constant(listed)}({values})]"


def listed(values: Any) -> Sequence[Any]:  # noqa: ANN401 - the field's value
    """Give a list as it is.

    Raises:
        Unsuited: it is none.
    """
    if not isinstance(values, list | tuple | Records):
        raise Unsuited
    return values
