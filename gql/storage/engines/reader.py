"""One connection to a database file that only reads, and waits for no lock."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, ClassVar, Final

from gql.errors import Unavailable
from gql.storage.engines.engine import NotQuick
from gql.storage.engines.file import File, Identity

STATEMENTS_KEPT: Final = 128
# A request reads several times, and a look at which file is there takes as long as the shortest of its reads.
SEEN_SECONDS: Final = 0.001


class Reader:
    """Reads for one thread at a time; it is opened by the first read, and anew where another file is there.

    Attributes:
        listeners: are told of each statement, before it runs.
        opened: how often it was opened.
    """

    listeners: ClassVar[list[Callable[[str], object]]] = []

    def __init__(self, file: File, instructions: int, ended: Event) -> None:
        """Take the file.

        Args:
            file: of the database.
            instructions: of SQLite's virtual machine between two looks at the clock and at `ended`.
            ended: set when what is being read is to be given up.
        """
        self._file = file
        self._instructions = instructions
        self._ended = ended
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._until = 0.0
        self._seen = -SEEN_SECONDS
        self.opened = 0

    def rows(self, sql: str, values: Sequence[Any], until: float) -> list[tuple[Any, ...]]:
        """Read all rows of a statement.

        Args:
            sql: the statement.
            values: what is bound to it.
            until: when it is given up, by `time.monotonic`.

        Raises:
            NotQuick: it takes longer, or can't be answered.
        """
        for told in self.listeners:
            told(sql)
        try:
            connection = self._open()
            self._until = until
            return connection.execute(sql, values).fetchall()
        except (sqlite3.Error, OverflowError, UnicodeError, Unavailable) as error:
            self.close()
            raise NotQuick from error

    def close(self) -> None:
        """Close the connection; the next read opens another."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        now = time.monotonic()
        if self._connection and now - self._seen < SEEN_SECONDS:
            return self._connection
        identity = self._file.identity()
        if self._connection is None or self._identity != identity:
            self.close()
            self._connection, self._identity = self._connected(), identity
            self.opened += 1
        self._seen = now
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._file.path.as_uri()}?mode=rw",
            uri=True,
            timeout=0,
            isolation_level=None,
            cached_statements=STATEMENTS_KEPT,
            check_same_thread=False,
        )
        for pragma in ("query_only=1", "wal_autocheckpoint=0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(self._is_late, self._instructions)
        return connection

    def _is_late(self) -> bool:
        return self._ended.is_set() or time.monotonic() > self._until
