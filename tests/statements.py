"""Counts the SQL statements that a test's requests cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, event

from gql.storage.engines.driver_reads import DriverReads
from gql.storage.engines.reader import Reader

# What reads without SQLAlchemy.
DRIVERS: Final = (Reader, DriverReads)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement that any engine runs meanwhile, pragmas left out."""
    statements: list[str] = []

    def read(statement: str) -> None:
        if not statement.startswith("PRAGMA"):
            statements.append(statement)

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        read(statement)

    event.listen(Engine, "before_cursor_execute", note)
    for drivers in DRIVERS:
        drivers.listeners.append(read)
    try:
        yield statements
    finally:
        for drivers in DRIVERS:
            drivers.listeners.remove(read)
        event.remove(Engine, "before_cursor_execute", note)
