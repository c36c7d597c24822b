"""Reads of a database file without SQLAlchemy, which would take longer than most of them.

Those that are quick are made within the event loop: to hand one over to a thread and back takes longer, too.
What turns out to be slow, or goes wrong in any way, is not answered here: `Reads.rows` reads it again over
the pool, where a failure is told as what it is.
"""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from threading import Event
from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from gql.storage.deadline import deadline
from gql.storage.engines.engine import NotQuick
from gql.storage.engines.file import File
from gql.storage.engines.reader import Reader

# How long everybody else may be kept waiting by one read.
SECONDS: Final = 0.01
# Instructions of SQLite's virtual machine between two looks at the clock; about 0.1 ms.
INSTRUCTIONS: Final = 5_000
# About a millisecond: to look, a thread has to wait for its turn.
INSTRUCTIONS_ASIDE: Final = 50_000


class Quick:
    """Reads within the event loop, which wait for the disk as little as possible, and reads beside it."""

    dialect: Dialect = SQLiteDialect_pysqlite()

    def __init__(self, file: File, threads: int) -> None:
        """Take the file.

        Args:
            file: of the database.
            threads: how many reads are made beside the event loop at once.
        """
        self._file = file
        self._ended = Event()
        self._here = Reader(file, INSTRUCTIONS, self._ended)
        self._threads = ThreadPoolExecutor(threads, "reader")
        self._idle: list[Reader] = []

    async def rows(self, sql: str, values: Sequence[Any], *, quick: bool) -> list[tuple[Any, ...]]:
        """Read all rows of a statement, or give it up after 10 ms; in a thread, at the deadline.

        Args:
            sql: the statement.
            values: what is bound to it.
            quick: whether it is read within the event loop.

        Raises:
            NotQuick: it takes longer, or can't be answered.
        """
        if quick:
            return self._read_here(sql, values)
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._read_aside, sql, values, deadline()
        )

    def room(self) -> AbstractAsyncContextManager[None]:
        """Wait for nothing: its connections are others than the pool's."""
        return nullcontext()

    def change_counter(self) -> int | None:
        """Give a number that is another after any change of the file; None where it can't be read.

        It is one of this connection (`sqlite.org/pragma.html#pragma_data_version`), so another connection's
        counts start anew: each has a number of its own in the upper bits.
        """
        try:
            ((version,),) = self._read_here("PRAGMA data_version", ())
        except NotQuick:
            return None
        return self._here.opened << 32 | int(version)

    async def close(self) -> None:
        """Close all connections, once what is read was given up."""
        self._ended.set()
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        for reader in (self._here, *self._idle):
            reader.close()

    def _read_here(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._here.rows(sql, values, time.monotonic() + SECONDS)

    def _read_aside(self, sql: str, values: Sequence[Any], until: float) -> list[tuple[Any, ...]]:
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = Reader(self._file, INSTRUCTIONS_ASIDE, self._ended)
        try:
            return reader.rows(sql, values, until)
        finally:
            self._idle.append(reader)
