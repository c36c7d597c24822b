"""Rows of which only some columns were read: whoever reads one finds out which it needs."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from gql.tasks.model import READERS, Task, read_number
from gql.tasks.times import TimeUnit

# Rows have an id whatever is read of them.
ID: Final = frozenset({"id"})
# Beside the columns: the number of removals of all tasks, the same in each row; see `gql.tasks.totals`.
REMOVALS: Final = "removals"
KINDS: Final = {name: (Task.__annotations__[name], read) for name, read in READERS} | {
    REMOVALS: (int, read_number)
}
Columns = frozenset[str]


class Missing(Exception):
    """Columns that were not read, and are needed."""

    def __init__(self, *columns: str) -> None:
        super().__init__(*columns)
        self.columns = frozenset(columns)


class Record(tuple[Any, ...]):
    """What was read of a row of `midjourneys`; it has the attributes of a `Task`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of the column's type
        """Tell that a column was not read.

        Raises:
            Missing: naming it.
        """
        if name in KINDS:
            raise Missing(name)
        raise AttributeError(name)


class Records(Sequence[Any]):
    """`Record`s, each made when it is looked at.

    Attributes:
        names: the columns that were read, in their order.
        absent: columns that this version of new-api lacks, and that read like NULL.
        rows: what was read of each row, as the database gave it.
        read: makes the record of a row.
    """

    __slots__ = ("absent", "names", "read", "rows")

    def __init__(
        self, names: tuple[str, ...], absent: Columns, unit: TimeUnit, rows: Sequence[Sequence[Any]]
    ) -> None:
        self.names = names
        self.absent = absent
        self.rows = rows
        self.read = _reader(names, absent, unit)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - a record, or a list of them for a slice
        """Give the record of a row."""
        found = self.rows[index]
        return [*map(self.read, found)] if isinstance(index, slice) else self.read(found)

    def __iter__(self) -> Iterator[Any]:
        """Give all of them."""
        return map(self.read, self.rows)

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)


@lru_cache(maxsize=128)
def _reader(names: tuple[str, ...], absent: Columns, unit: TimeUnit) -> Callable[[Sequence[Any]], Any]:
    """Make what reads a row.

    Args:
        names: the columns of the row, in their order.
        absent: columns that this version of new-api lacks, and that read like NULL.
        unit: of the stored times.
    """
    attributes: dict[str, Any] = {name: property(itemgetter(index)) for index, name in enumerate(names)}
    nothing = {name: KINDS[name][1](None) for name in absent}
    of_row = type("Record", (Record,), {"__slots__": (), "unit": unit, **nothing, **attributes})
    types = tuple(KINDS[name][0] for name in names)
    reads = tuple(KINDS[name][1] for name in names)

    def read(row: Sequence[Any]) -> Any:  # noqa: ANN401 - a record of the class above
        if tuple(map(type, row)) == types:  # one with nothing unusual in it needs no second look
            return of_row(row)
        return of_row([give(value) for give, value in zip(reads, row, strict=True)])

    return read
