"""SQLite, by aiosqlite: connections to one file, and the watch over that file."""

import asyncio
import sqlite3
import time
from math import inf
from pathlib import Path
from typing import Any
from weakref import WeakSet

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from gql.storage.catalog import Catalog, read_catalog
from gql.storage.deadline import deadline
from gql.storage.engines.engine import COMPILED_KEPT, Options, Positions, SessionLocks
from gql.storage.engines.file import File
from gql.storage.engines.quick import Quick
from gql.storage.faults import by_kind

BUSY_TIMEOUT_SECONDS = 5
READERS = 4
# Instructions of SQLite's virtual machine between two looks at the clock; about a millisecond.
INSTRUCTIONS = 50_000


class SQLite:
    """A database file, whose lock lets one transaction write at a time."""

    writers = 1
    locks: SessionLocks | None = None
    positions: Positions | None = None
    writable: str | None = None

    def __init__(self, url: URL, options: Options) -> None:
        self._file = File(url)
        self.options = options
        self._readers = options.pool or READERS
        self.file: Path | None = self._file.path
        self.place = str(self._file.path)
        self.is_blank, self.create, self.keep = self._file.is_blank, self._file.create, self._file.keep

    def notices(self) -> None:
        """Tell nobody of changes: other processes look into the file."""
        return

    def quick(self, reader: AsyncEngine) -> Quick:  # noqa: ARG002 - it has connections of its own
        """Make what reads without SQLAlchemy."""
        return Quick(self._file, self._readers)

    def reading(self) -> AsyncEngine:
        """Make the engine of the readers; they neither write nor checkpoint (`sqlite.org/pragma.html`)."""
        engine = _engine(self._file, pool_size=self._readers)
        _prepare(
            engine, f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}", "query_only=1", "wal_autocheckpoint=0"
        )
        _interrupt_late_reads(engine)
        return engine

    def writing(self, *, ours: bool = True) -> AsyncEngine:
        """Make the engine of the one connection that writes; our own database's checkpoints too.

        Two connections that write and checkpoint at once can corrupt a WAL file before SQLite 3.51.3. A
        database that is not ours keeps its journal mode, and its owner checkpoints.
        """
        engine = _engine(self._file, pool_size=1, isolation_level=None)
        journal = "journal_mode=WAL" if ours else "wal_autocheckpoint=0"
        _prepare(engine, f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}", journal, "synchronous=FULL")

        @event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine

    def session(self) -> AsyncEngine:
        """Make the engine of a migration: the one that writes."""
        return self.writing()

    def lend(self, reader: AsyncEngine) -> AsyncConnection:
        """Lend a reader's connection; it looks at the deadline by itself."""
        return reader.connect()

    async def catalog(self, connection: AsyncConnection) -> Catalog:
        """Find out which tables there are."""
        return await connection.run_sync(read_catalog)

    async def lock_schema(self, connection: AsyncConnection) -> None:
        """Do nothing: the transaction has the lock of the file."""

    def means_away(self, error: Exception) -> bool:
        """Whether an error lies in the database; a table that vanished is such a one here."""
        return by_kind(error)

    def is_undone(self, _: Exception) -> bool:
        """Whether a transaction may be tried again: none, as there are no deadlocks."""
        return False


def version() -> str:
    """Give the version of the SQLite library in use, such as `3.40.1`."""
    return sqlite3.sqlite_version


def _engine(file: File, *, pool_size: int, isolation_level: str | None = "") -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=file.path.as_uri(), query={"mode": "rw", "uri": "true"})
    connect_args = {"isolation_level": isolation_level, "async_creator_fn": _connect, "factory": _Connection}
    engine = create_async_engine(
        url,
        connect_args=connect_args,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # a failed statement is logged, and tokens are bound to some
        query_cache_size=COMPILED_KEPT,
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def _connecting(_: Any, record: Any, *__: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        record.info["file"] = file.identity()

    @event.listens_for(engine.sync_engine, "checkout")
    def _lending(_: Any, record: Any, __: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        if record.info["file"] != file.identity():
            raise InvalidatePoolError

    return engine


class _Connection(sqlite3.Connection):
    """Ends its statements when it is closed.

    One that a cancelled read left in its middle would keep the file open and locked, for new-api too, until
    garbage is collected.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - those of sqlite3
        super().__init__(*arguments, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any) -> Any:  # noqa: ANN401 - those of sqlite3
        cursor = super().cursor(*arguments)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        for cursor in list(self._cursors):
            cursor.close()
        super().close()


async def _connect(*arguments: Any, **options: Any) -> aiosqlite.Connection:  # noqa: ANN401 - those of aiosqlite
    connection = aiosqlite.connect(*arguments, **options)
    thread = connection._thread  # noqa: SLF001 - as SQLAlchemy's own creator does
    thread.daemon = True
    opening = asyncio.ensure_future(connection)
    try:
        return await asyncio.shield(opening)
    except BaseException:
        # A file that is opened all the same would stay open until garbage is collected.
        await asyncio.wait({opening})
        if opening.exception() is None:
            await connection.close()
        # The thread still answers to this event loop, which may be closed as soon as the failure is told.
        await asyncio.to_thread(thread.join)
        raise


def _prepare(engine: AsyncEngine, *pragmas: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        # Go programs store any bytes as text: what is no UTF-8 must not make a whole page unreadable.
        connection.driver_connection.text_factory = _readable
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()  # the pool does not know of it yet; its thread would outlive the loop
            raise
        cursor.close()


def _interrupt_late_reads(engine: AsyncEngine) -> None:
    """Make connections look at the deadline of who borrows them: no cancellation reaches their threads."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        def late() -> bool:
            return bool(time.monotonic() > record.info.get("deadline", inf))

        connection.run_async(lambda driver: driver.set_progress_handler(late, INSTRUCTIONS))

    @event.listens_for(engine.sync_engine, "checkout")
    def _lending(_: Any, record: Any, __: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        record.info["deadline"] = deadline()


def _readable(stored: bytes) -> str:
    return stored.decode(errors="replace")
