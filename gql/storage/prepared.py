"""Statements that are compiled once, and then only bound."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Dialect, Select, bindparam


class Compiled:
    """A statement as a driver takes it.

    Attributes:
        sql: the statement, with a place for each value.
    """

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._names: list[str] = list(compiled.positiontup or ())
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the values in the order of their places.

        Raises:
            KeyError: one is missing.
        """
        known = {**self._constants, **values}
        return [known[name] for name in self._names]


class Prepared:
    """A statement whose values are bound by name (`bindparam`), of one database.

    SQLAlchemy takes longer to look a statement up that it has compiled before than a database to answer it.

    Attributes:
        statement: for SQLAlchemy to execute.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._compiled: Compiled | None = None

    def compiled(self, dialect: Dialect) -> Compiled:
        """Give the statement as a dialect writes it, which is always the same one."""
        if self._compiled is None:
            self._compiled = Compiled(self.statement, dialect)
        return self._compiled


class ByIds:
    """A statement that finds rows by ids, compiled for each power of two: a shorter list is filled up."""

    def __init__(self, build: Callable[[Sequence[BindParameter[int]]], Select[Any]]) -> None:
        """Take what builds the statement for so many ids."""
        self._build = build
        self._sizes: dict[int, Prepared] = {}

    def of(self, ids: Sequence[int]) -> tuple[Prepared, dict[str, int]]:
        """Give the statement for some ids, at least one, and what is bound to it."""
        size = 1 << (len(ids) - 1).bit_length()
        if size not in self._sizes:
            self._sizes[size] = Prepared(self._build([bindparam(f"id_{place}") for place in range(size)]))
        filled = [*ids, *[ids[-1]] * (size - len(ids))]
        return self._sizes[size], {f"id_{place}": id_ for place, id_ in enumerate(filled)}
