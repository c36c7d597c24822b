"""Reads within the event loop: to hand one over to a thread and back takes longer than most of them.

What turns out to be slow, or goes wrong in any way, is not answered here: `Database.rows` reads it again over
the pool, in a thread, where a failure is told as what it is.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from gql.errors import Unavailable
from gql.storage.engines.engine import NotQuick
from gql.storage.engines.file import File, Identity

# How long everybody else may be kept waiting by one read.
SECONDS: Final = 0.01
# Instructions of SQLite's virtual machine between two looks at the clock; about 0.1 ms.
INSTRUCTIONS: Final = 5_000
STATEMENTS_KEPT: Final = 128


class Quick:
    """One connection to a database file, which waits for no lock, and for the disk as little as possible.

    Attributes:
        listeners: are told of each statement, before it runs.
    """

    listeners: ClassVar[list[Callable[[str], object]]] = []

    def __init__(self, file: File) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._until = 0.0
        self._opened = 0

    def rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Read all rows of a statement, or give it up after 10 ms.

        Raises:
            NotQuick: it takes longer, or can't be answered.
        """
        for told in self.listeners:
            told(sql)
        try:
            connection = self._open()
            self._until = time.perf_counter() + SECONDS
            return connection.execute(sql, values).fetchall()
        except (sqlite3.Error, OverflowError, UnicodeError, Unavailable) as error:
            self.close()
            raise NotQuick from error

    def change_counter(self) -> int | None:
        """Give a number that is another after any change of the file; None where it can't be read.

        It is one of this connection (`sqlite.org/pragma.html#pragma_data_version`), so another connection's
        counts start anew: each has a number of its own in the upper bits.
        """
        try:
            ((version,),) = self.rows("PRAGMA data_version", ())
        except NotQuick:
            return None
        return self._opened << 32 | int(version)

    def close(self) -> None:
        """Close the connection; the next read opens another."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        identity = self._file.identity()
        if self._connection is None or self._identity != identity:
            self.close()
            self._connection, self._identity = self._connected(), identity
            self._opened += 1
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._file.path.as_uri()}?mode=rw",
            uri=True,
            timeout=0,
            isolation_level=None,
            cached_statements=STATEMENTS_KEPT,
        )
        for pragma in ("query_only=1", "wal_autocheckpoint=0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(self._is_late, INSTRUCTIONS)
        return connection

    def _is_late(self) -> bool:
        return time.perf_counter() > self._until
