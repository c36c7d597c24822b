"""A database of the gateway: readers, writers, and what is known about it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.errors import ConfigurationError, Unavailable
from gql.storage.catalog import COPY_TABLE, Catalog, Kind
from gql.storage.engines.choice import engine_of
from gql.storage.engines.engine import Engine, Options
from gql.storage.faults import told_as_unavailable
from gql.storage.migrations import upgrade as migrations
from gql.storage.prepared import Prepared
from gql.storage.reads import Reads
from gql.storage.replica import Replica
from gql.storage.session_lock import SessionLock
from gql.storage.unit_of_work import UnitOfWork

Result = TypeVar("Result")
DEFAULTS = Options()


class Database:
    """An open database. Made by `open_database`; `close` it at the end, after everything that uses it.

    Attributes:
        catalog: the tables and columns it has.
        engine: how it is spoken to.
        lock: a lock of this process; None where the engine has none.
        notices: tells others of changes; None where the engine does not.
        replica: serves reads that may lag behind; None where there is none.
    """

    def __init__(self, engine: Engine, catalog: Catalog, writer: AsyncEngine | None) -> None:
        self.catalog = catalog
        self.engine = engine
        self.lock = SessionLock(engine, engine.locks) if engine.locks else None
        self.notices = engine.notices()
        self.replica: Replica | None = None
        self._reads = Reads(engine)
        self._unit_of_work = UnitOfWork(writer, engine) if writer else None

    @property
    def kind(self) -> Kind:
        """Whether it is new-api's or our own."""
        return self.catalog.kind

    @property
    def place(self) -> str:
        """Where it is, without user and password, for people."""
        return self.engine.place

    @property
    def writable(self) -> bool:
        """Whether it was opened to be written too."""
        return self._unit_of_work is not None

    @property
    def reads_in_loop(self) -> bool:
        """Whether `rows` are read within the event loop where that is quick."""
        return self.engine.file is not None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that can't write; each statement sees what is committed when it starts.

        Raises:
            Unavailable: the database is away, locked or broken, or what is read takes too long.
        """
        if self.replica and self.replica.wanted():
            async with self.replica.lend() as connection:
                yield connection
            return
        async with self._reads.lend() as connection:
            yield connection

    async def rows(
        self, prepared: Prepared, values: Mapping[str, Any], *, quick: bool = True
    ) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement.

        Args:
            prepared: the statement.
            values: what is bound to it, by name.
            quick: whether it should be, so that it is tried within the event loop.

        Raises:
            Unavailable: the database is away, locked or broken.
        """
        if self.replica and self.replica.wanted():
            return await self.replica.rows(prepared, values, quick=quick)
        return await self._reads.rows(prepared, values, quick=quick)

    def change_counter(self) -> int | None:
        """Give a number that is another after any change by whichever program; None where there is none."""
        return self._reads.change_counter()

    async def write(
        self,
        work: Callable[[AsyncConnection], Awaitable[Result]],
        then: Callable[[Result], None] | None = None,
    ) -> Result:
        """Run `work` in a transaction of its own that no cancellation tears; see `UnitOfWork.run`.

        Raises:
            Unavailable: the database can't be written.
            ConfigurationError: it is attached, and was opened to be read only.
        """
        if self._unit_of_work is None:
            raise ConfigurationError("The database belongs to new-api and is only read")
        return await self._unit_of_work.run(work, then)

    async def check_writable(self) -> None:
        """Ask the server whether it takes writes, where it was opened for them.

        Raises:
            Unavailable: it does not, as a replica that a failover left us with.
        """
        if self._unit_of_work and self.engine.writable:
            await self._unit_of_work.check(self.engine.writable)

    def follow(self, replica_url: str, lag_seconds: float) -> None:
        """Read from a replica what may lag behind by some seconds, once the replica's `run` runs.

        Raises:
            ConfigurationError: it is no replica of this database's engine, or of none that can be followed.
        """
        engine = engine_of(replica_url, self.engine.options)
        if type(engine) is not type(self.engine) or engine.positions is None:
            raise ConfigurationError("MJ_DATABASE_READ_URL is for a replica of a PostgreSQL database")
        self.replica = Replica(engine, self._reads, lag_seconds)

    async def close(self) -> None:
        """Give all connections back; the writer's last, after its writes, as SQLite's alone checkpoints."""
        if self.lock:
            await self.lock.release()
        await self._reads.close()
        if self.replica:
            await self.replica.close()
        if self._unit_of_work:
            await self._unit_of_work.close()


async def open_database(
    url: str,
    *,
    create: bool = True,
    upgrade: bool = True,
    write_attached: bool = False,
    unfinished: bool = False,
    options: Options = DEFAULTS,
) -> Database:
    """Open the database at an SQLAlchemy URL, find out whose it is, and bring our own up to date.

    Args:
        url: such as `sqlite+aiosqlite:///file.db` or `postgresql+asyncpg://user:password@host/database`.
        create: whether an empty database, or a file that does not exist, is made a standalone one.
        upgrade: whether our own is brought up to date, and can be written; else it is only looked at.
        write_attached: whether new-api's can be written too: its rows, never its tables or journal mode.
        unfinished: whether a copy that is not whole may be opened, to go on with it.
        options: what can be set of its connections.

    Raises:
        ConfigurationError: no such file, no database, the database of another program, or half a copy.
    """
    engine = engine_of(url, options)
    if engine.is_blank() and not create:
        raise ConfigurationError(f"There is no database file: {engine.place}")
    try:
        database = await _opened(engine, create=create, upgrade=upgrade, write_attached=write_attached)
    except Unavailable as error:
        detail = getattr(error.__cause__, "orig", error.__cause__)
        raise ConfigurationError(f"The database can't be opened: {engine.place} ({detail})") from None
    if COPY_TABLE in database.catalog.tables and not unfinished:
        await database.close()
        raise ConfigurationError(f"The copy is not whole; run mj-gateway copy again: {engine.place}")
    return database


async def _opened(engine: Engine, *, create: bool, upgrade: bool, write_attached: bool) -> Database:
    catalog = None if engine.is_blank() else await _look(engine)
    kind = catalog.kind if catalog else Kind.BLANK
    if kind is Kind.FOREIGN:
        raise ConfigurationError(f"The database is neither new-api's nor the gateway's own: {engine.place}")
    if kind is Kind.BLANK and not create:
        raise ConfigurationError(f"There are no tables yet; mj-gateway migrate makes them: {engine.place}")
    writer = None
    if kind is Kind.ATTACHED:
        writer = _attached(engine) if write_attached else None
    elif upgrade:
        writer, catalog = await _upgraded(engine), None
    return Database(engine, catalog or await _look(engine), writer)


def _attached(engine: Engine) -> AsyncEngine:
    engine.keep()
    return engine.writing(ours=False)


async def _upgraded(engine: Engine) -> AsyncEngine:
    engine.create()
    engine.keep()
    session = engine.session()
    try:
        with told_as_unavailable(engine.means_away, logged=False):
            await migrations.upgrade(session, engine.lock_schema)
    finally:
        await session.dispose()
    return engine.writing()


async def _look(engine: Engine) -> Catalog:
    reader = engine.reading()
    try:
        with told_as_unavailable(engine.means_away, logged=False):
            async with engine.lend(reader) as connection:
                return await engine.catalog(connection)
    finally:
        await reader.dispose()
