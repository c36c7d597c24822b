"""SQLite: connections to one file, and the watch over that file."""

import sqlite3
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, AsyncAdaptedQueuePool, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from gql.errors import ConfigurationError, Unavailable

BUSY_TIMEOUT_SECONDS = 5
READERS = 4


class File:
    """The database file: where it is, and whether it is still the one that was opened."""

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise ConfigurationError(
                "MJ_DATABASE_URL must name a SQLite file; a database in memory has no readers"
            )
        self.path = Path(url.database).absolute()
        self._identity: tuple[int, int] | None = None

    def is_blank(self) -> bool:
        """Whether there is nothing yet: no file, or an empty one."""
        return not self.path.exists() or (self.path.is_file() and self.path.stat().st_size == 0)

    def check(self) -> None:
        """Refuse what can't hold a database file; the file itself only SQLite may open.

        To close a file of an open database drops SQLite's locks on it in the whole process (POSIX).

        Raises:
            ConfigurationError: there is no such folder.
        """
        if not self.path.parent.is_dir():
            raise ConfigurationError(f"The folder of the database file does not exist: {self.path.parent}")

    def has_changed(self) -> bool:
        """Whether another file has taken this one's place since the last call.

        Raises:
            Unavailable: there is no file; SQLite would go on reading the one that was deleted.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            raise Unavailable from error
        identity = (status.st_dev, status.st_ino)
        changed = self._identity not in {None, identity}
        self._identity = identity
        return changed


def reading(file: File) -> AsyncEngine:
    """Make the engine of the readers; they can't write, and never checkpoint (`sqlite.org/pragma.html`)."""
    engine = _engine(file, mode="rw", pool_size=READERS, max_overflow=0)
    _prepare(engine, f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}", "query_only=1", "wal_autocheckpoint=0")
    return engine


def writing(file: File, *, create: bool) -> AsyncEngine:
    """Make the engine of the one connection that writes and checkpoints.

    Two connections that write and checkpoint at once can corrupt a WAL file before SQLite 3.51.3.
    """
    engine = _engine(file, mode="rwc" if create else "rw", pool_size=1, max_overflow=0, isolation_level=None)
    _prepare(engine, f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}", "synchronous=FULL")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def version() -> str:
    """Give the version of the SQLite library in use, such as `3.40.1`."""
    return sqlite3.sqlite_version


def _engine(file: File, *, mode: str, isolation_level: str | None = "", **pool: Any) -> AsyncEngine:  # noqa: ANN401
    uri = f"{file.path.as_uri()}?mode={mode}"

    async def connect() -> aiosqlite.Connection:
        return await aiosqlite.connect(uri, uri=True, isolation_level=isolation_level)

    return create_async_engine(
        "sqlite+aiosqlite://", async_creator=connect, poolclass=AsyncAdaptedQueuePool, **pool
    )


def _prepare(engine: AsyncEngine, *pragmas: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
        # Go programs store any bytes as text: what is no UTF-8 must not make a whole page unreadable.
        connection.driver_connection.text_factory = _readable
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _readable(stored: bytes) -> str:
    return stored.decode(errors="replace")
