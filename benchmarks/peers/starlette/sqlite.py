"""Reads from SQLite in the event loop: a page takes microseconds; sqlite3 keeps the statements prepared."""

import sqlite3
from collections.abc import Sequence
from typing import Any


class Reads:
    """A connection to a file."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._connection.execute("PRAGMA busy_timeout = 5000")
        self._connection.execute("PRAGMA query_only = 1")

    async def open(self) -> None:
        """Do nothing more."""

    async def rows(self, sql: str, *values: object) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement."""
        return self._connection.execute(sql, values).fetchall()

    async def close(self) -> None:
        """Close it."""
        self._connection.close()
