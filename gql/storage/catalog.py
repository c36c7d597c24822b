"""What a database is found to be: attached or standalone, and which columns it has."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnClause, Connection, inspect
from sqlmodel import SQLModel

VERSION_TABLE = "mj_gateway_version"
# Stands in a copy until it is whole.
COPY_TABLE = "mj_gateway_copy"


class Kind(StrEnum):
    """Whose database it is."""

    BLANK = "blank"
    STANDALONE = "standalone"
    ATTACHED = "attached"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tables of a database, each with the names of its columns."""

    tables: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Ours where our version table stands in it; new-api's where tasks and users do."""
        if VERSION_TABLE in self.tables:
            return Kind.STANDALONE
        if {"midjourneys", "users"} <= self.tables.keys():
            return Kind.ATTACHED
        return Kind.FOREIGN if self.tables else Kind.BLANK

    def stored(self, model: type[SQLModel]) -> list[ColumnClause[Any]]:
        """Give the columns of a model that this database has; other versions of new-api lack some."""
        table: Any = inspect(model).local_table
        return [column for column in table.c if column.name in self.columns(table.name)]

    def columns(self, table: str) -> frozenset[str]:
        """Give the names of a table's columns; none where there is no such table."""
        return self.tables.get(table, frozenset())


def read_catalog(connection: Connection) -> Catalog:
    """Look the tables up that the gateway knows, and no more than the names of the others."""
    inspector = inspect(connection)
    known = {"midjourneys", "users", "channels", "options", "logs"}
    return Catalog(
        {
            table: frozenset(column["name"] for column in inspector.get_columns(table))
            if table in known
            else frozenset()
            for table in inspector.get_table_names()
        }
    )
