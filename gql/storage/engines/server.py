"""What PostgreSQL and MySQL have in common: a database that others run, over the network."""

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import URL, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.compiler import SQLCompiler

from gql.errors import ConfigurationError, Unavailable
from gql.storage.catalog import Catalog
from gql.storage.deadline import seconds_left
from gql.storage.engines.engine import COMPILED_KEPT, Notices, Options, Positions, QuickReads, SessionLocks
from gql.storage.faults import by_kind

READERS = 10
WRITERS = 4
# A transaction of ours that says nothing for so long was stopped in its middle: others wait for its rows.
IDLE_SECONDS = 10
LOCK_SECONDS = 5
# An updater that is not heard of for so long has lost its lease; as long as that lasts elsewhere.
SESSION_SECONDS = 6
# What a client waits beyond the server's own time-out, which is told in better words.
GRACE_SECONDS = 5
COLUMNS = """
    SELECT c.table_name AS table_name, c.column_name AS column_name
    FROM information_schema.columns c JOIN information_schema.tables t
    ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE t.table_type = 'BASE TABLE' AND t.table_schema = {schema}
"""


class Server(ABC):
    """A database on a server: there is nothing to make, and many may write side by side."""

    schema: ClassVar[str]
    compiler: ClassVar[type[SQLCompiler]]
    lock_tables: ClassVar[str]
    writers_last_seconds: ClassVar[int] = -1  # for as long as there is no fault
    locks: SessionLocks | None
    writers = WRITERS
    file: Path | None = None
    positions: Positions | None = None
    writable: str | None

    def __init__(self, url: URL, options: Options) -> None:
        if not url.database:
            raise ConfigurationError("MJ_DATABASE_URL must name a database, as in …://user@host/database")
        self.url = url
        self.options = options
        port = f":{url.port}" if url.port else ""
        self.place = f"{url.get_backend_name()}://{url.host or 'localhost'}{port}/{url.database}"

    def is_blank(self) -> bool:
        """Whether it can't be looked at; a database without tables can."""
        return False

    def quick(self, reader: AsyncEngine) -> QuickReads | None:  # noqa: ARG002 - one driver's matter
        """Read everything by SQLAlchemy."""
        return None

    def notices(self) -> Notices | None:
        """Tell nobody of changes."""
        return None

    def create(self) -> None:
        """Do nothing: a database is made by whoever runs the server."""
        return

    def keep(self) -> None:
        """Do nothing: there is no file that another could take the place of."""
        return

    def reading(self) -> AsyncEngine:
        """Make the engine of the readers, whose sessions refuse to write."""
        size = self.options.pool or READERS
        return self._engine("AUTOCOMMIT", self._of_readers(), pool_size=size)

    def writing(self, *, ours: bool = True) -> AsyncEngine:  # noqa: ARG002 - an owner's matter with SQLite alone
        """Make the engine of the writers; each statement of theirs sees what is committed when it starts."""
        lasting = self.writers_last_seconds
        engine = self._engine("READ COMMITTED", self._of_writers(), pool_size=WRITERS, pool_recycle=lasting)

        @event.listens_for(engine.sync_engine, "handle_error")
        def _failing(context: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
            # After a failover the old primary still answers, and refuses to write.
            if self._refuses_writes(context.original_exception):
                context.is_disconnect = True

        return engine

    def session(self) -> AsyncEngine:
        """Make the engine of single sessions without limits, each with a connection of its own."""
        return self._engine("READ COMMITTED", {}, poolclass=NullPool)

    @asynccontextmanager
    async def lend(self, reader: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Lend a reader's connection until the deadline."""
        async with asyncio.timeout(seconds_left()), reader.connect() as connection:
            yield connection

    async def catalog(self, connection: AsyncConnection) -> Catalog:
        """Read the names of tables and columns; views and what lies in other schemas are none of ours."""
        found: dict[str, set[str]] = defaultdict(set)
        rows = await connection.execute(text(COLUMNS.format(schema=self.schema)))
        for table, column in rows:
            found[table].add(column)
        return Catalog({table: frozenset(columns) for table, columns in found.items()})

    async def lock_schema(self, connection: AsyncConnection) -> None:
        """Wait until other gateways that start have changed the tables.

        Raises:
            Unavailable: that takes too long.
        """
        if (await connection.execute(text(self.lock_tables))).scalar() != 1:
            raise Unavailable

    def means_away(self, error: Exception) -> bool:
        """Tell by the server's own code whether an error lies in the database."""
        if isinstance(error, DBAPIError):
            return error.connection_invalidated or self._is_fault(error)
        return by_kind(error)

    def is_undone(self, error: Exception) -> bool:
        """Whether the server has rolled the whole transaction back to end a deadlock."""
        return isinstance(error, DBAPIError) and self._is_deadlock(error)

    @abstractmethod
    def _of_readers(self) -> dict[str, Any]:
        """Give the arguments of the driver for a session that refuses to write."""

    @abstractmethod
    def _of_writers(self) -> dict[str, Any]:
        """Give the arguments of the driver for a session that writes."""

    @abstractmethod
    def _arguments(self) -> dict[str, Any]:
        """Give the arguments of the driver for every session."""

    @abstractmethod
    def _is_closed(self, driver: Any) -> bool:  # noqa: ANN401 - each driver has its own
        """Whether the server has closed a connection meanwhile; asked without a round trip."""

    @abstractmethod
    def _refuses_writes(self, error: BaseException) -> bool:
        """Whether a driver's error says that this server is no primary any more."""

    @abstractmethod
    def _is_fault(self, error: DBAPIError) -> bool:
        """Whether the code of an error lies in the database."""

    @abstractmethod
    def _is_deadlock(self, error: DBAPIError) -> bool:
        """Whether the code of an error says that the transaction was rolled back."""

    def _engine(self, isolation: str, arguments: Mapping[str, Any], **pool: Any) -> AsyncEngine:  # noqa: ANN401
        sizes = (
            {"max_overflow": 0, "pool_timeout": self.options.statement_seconds} if "pool_size" in pool else {}
        )
        engine = create_async_engine(
            self.url,
            isolation_level=isolation,
            connect_args=self._arguments() | dict(arguments),
            hide_parameters=True,  # a failed statement is logged, and tokens are bound to some
            query_cache_size=COMPILED_KEPT,
            **sizes,
            **pool,
        )
        engine.dialect.statement_compiler = self.compiler

        @event.listens_for(engine.sync_engine, "checkout")
        def _lending(_: Any, record: Any, __: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
            if self._is_closed(record.driver_connection):
                raise DisconnectionError

        return engine
