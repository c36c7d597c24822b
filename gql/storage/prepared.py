"""Statements that are compiled once, and then only bound."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


class Prepared:
    """A statement whose values are bound by name (`bindparam`).

    SQLAlchemy takes longer to look a statement up that it has compiled before than SQLite to answer it.

    Attributes:
        statement: for SQLAlchemy to execute.
        sql: the same as SQLite reads it, with `?` where values are bound.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        compiled = statement.compile(dialect=SQLiteDialect_pysqlite())
        self.sql = str(compiled)
        self._names: list[str] = list(compiled.positiontup or ())
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the values in the order in which SQLite takes them.

        Raises:
            KeyError: one is missing.
        """
        known = {**self._constants, **values}
        return [known[name] for name in self._names]
