"""A database of the gateway: readers, the one writer, and what is known about it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.errors import ConfigurationError, Unavailable
from gql.storage import sqlite
from gql.storage.catalog import Catalog, Kind, read_catalog
from gql.storage.faults import told_as_unavailable
from gql.storage.migrations import upgrade as migrations
from gql.storage.prepared import Prepared
from gql.storage.quick import NotQuick, Quick
from gql.storage.unit_of_work import UnitOfWork

Result = TypeVar("Result")


class Database:
    """An open database. Made by `open_database`; `close` it at the end, after everything that uses it."""

    def __init__(
        self, file: sqlite.File, catalog: Catalog, reader: AsyncEngine, writer: AsyncEngine | None
    ) -> None:
        self.catalog = catalog
        self.file = file
        self._reader = reader
        self._unit_of_work = UnitOfWork(writer) if writer else None
        self._quick = Quick(file)

    @property
    def kind(self) -> Kind:
        """Whether it is new-api's or our own."""
        return self.catalog.kind

    @property
    def writable(self) -> bool:
        """Whether it was opened to be written too."""
        return self._unit_of_work is not None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that can't write; each statement sees what is committed when it starts.

        Raises:
            Unavailable: the database is away, locked or broken.
        """
        with told_as_unavailable():
            async with self._reader.connect() as connection:
                yield connection

    async def rows(
        self, prepared: Prepared, values: Mapping[str, Any], *, quick: bool = True
    ) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement.

        Args:
            prepared: the statement.
            values: what is bound to it, by name.
            quick: whether it should be, so that it is tried within the event loop first.

        Raises:
            Unavailable: the database is away, locked or broken.
        """
        if quick:
            with suppress(NotQuick):
                return self._quick.rows(prepared.sql, prepared.bound(values))
        async with self.read() as connection:
            found: Any = await connection.execute(prepared.statement, dict(values))
            rows: Sequence[Sequence[Any]] = found.all()
            return rows

    def change_counter(self) -> int | None:
        """Give a number that is another after any change by whichever program; None where there is none."""
        return self._quick.change_counter()

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

    async def close(self) -> None:
        """Give all connections back; the writer's last and after its writes, as it alone checkpoints."""
        self._quick.close()
        await self._reader.dispose()
        if self._unit_of_work:
            await self._unit_of_work.close()


async def open_database(
    url: str, *, create: bool = True, upgrade: bool = True, write_attached: bool = False
) -> Database:
    """Open the database at an SQLAlchemy URL, find out whose it is, and bring our own up to date.

    Args:
        url: `sqlite+aiosqlite:///file.db`.
        create: whether a file that does not exist is made a standalone database.
        upgrade: whether our own is brought up to date, and can be written; else it is only looked at.
        write_attached: whether new-api's can be written too: its rows, never its tables or journal mode.

    Raises:
        ConfigurationError: no such file, no database, or the database of another program.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        raise ConfigurationError(
            f"{address.get_backend_name()} databases are not served by this version; use sqlite+aiosqlite"
        )
    file = sqlite.File(address)
    if file.is_blank() and not create:
        raise ConfigurationError(f"There is no database file: {file.path}")
    try:
        return await _opened(file, upgrade=upgrade, write_attached=write_attached)
    except Unavailable as error:
        detail = getattr(error.__cause__, "orig", error.__cause__)
        raise ConfigurationError(f"The database can't be opened: {file.path} ({detail})") from None


async def _opened(file: sqlite.File, *, upgrade: bool, write_attached: bool) -> Database:
    kind = Kind.BLANK if file.is_blank() else (await _look(file)).kind
    if kind is Kind.FOREIGN:
        raise ConfigurationError(f"The database is neither new-api's nor the gateway's own: {file.path}")
    if kind is Kind.ATTACHED:
        writer = _attached(file) if write_attached else None
    else:
        writer = await _upgraded(file) if upgrade else None
    return Database(file, await _look(file), sqlite.reading(file), writer)


def _attached(file: sqlite.File) -> AsyncEngine:
    file.keep()
    return sqlite.writing(file, ours=False)


async def _upgraded(file: sqlite.File) -> AsyncEngine:
    file.create()
    file.keep()
    writer = sqlite.writing(file)
    try:
        with told_as_unavailable(logged=False):
            await migrations.upgrade(writer)
    except BaseException:
        await writer.dispose()
        raise
    return writer


async def _look(file: sqlite.File) -> Catalog:
    engine = sqlite.reading(file)
    try:
        with told_as_unavailable(logged=False):
            async with engine.connect() as connection:
                return await connection.run_sync(read_catalog)
    finally:
        await engine.dispose()
