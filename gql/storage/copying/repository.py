"""Tables of one database as they are copied: read and written in the order of their first column, the key."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Executable,
    MetaData,
    String,
    Table,
    column,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy import table as lightweight
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import ConfigurationError
from gql.storage.catalog import COPY_TABLE
from gql.storage.copying.rows import alike, fitting, named
from gql.storage.database import Database

# Of one statement or transaction: a few megabytes.
WINDOW: Final = 1_000
NEXT_ID: Final = (
    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL)"
    " FROM {table}"
)
MARK: Final = lightweight(COPY_TABLE, column("epoch", String(32)))
Row = dict[str, Any]


class Rows:
    """The rows of one table of one database; `window` is how many are read or written at once."""

    def __init__(self, database: Database, table: Table, window: int) -> None:
        self.table = table
        self.window = window
        self._database = database
        self._key = next(iter(table.columns))

    @classmethod
    async def of(cls, database: Database, name: str, window: int = WINDOW) -> "Rows":
        """Look a table up.

        Raises:
            Unavailable: the database is away.
        """

        def look(connection: Connection) -> Table:
            dialect = {"dialect": connection.dialect.name}
            return Table(name, MetaData(), autoload_with=connection, info=dialect)

        async with database.read() as connection:
            return cls(database, await connection.run_sync(look), window)

    async def count(self) -> int:
        """Count the rows."""
        return int(await self._scalar(select(func.count()).select_from(self.table)))

    async def last(self) -> int | None:
        """Give the last key; None where there is no row."""
        key: int | None = await self._scalar(select(func.max(self._key)))
        return key

    async def after(self, key: int | None) -> dict[int, Row]:
        """Read the next window of rows by their key.

        Raises:
            ConfigurationError: a row can't be read.
        """
        return await self.between(key, None, self.window)

    async def between(self, key: int | None, upto: int | None, limit: int | None = None) -> dict[int, Row]:
        """Read the rows after a key and up to another, either of which may be left out; see `after`."""
        statement = select(self.table).order_by(self._key).limit(limit)
        if key is not None:
            statement = statement.where(self._key > key)
        if upto is not None:
            statement = statement.where(self._key <= upto)
        async with self._database.read() as connection:
            try:
                rows: Sequence[Any] = (await connection.execute(statement)).all()
            except ValueError as error:
                raise ConfigurationError(f"A time in {self.table.name} after row {key} is none") from error
        return {row[0]: alike(self.table, row) for row in rows}

    async def replace(self, keys: Iterable[int], rows: Iterable[Row]) -> None:
        """Take rows away by their keys and add others, all in one transaction.

        Raises:
            ConfigurationError: a row can't be stored.
        """
        values, gone = [fitting(self.table, row) for row in rows], list(keys)

        async def work(connection: AsyncConnection) -> None:
            if gone:
                await connection.execute(delete(self.table).where(self._key.in_(gone)))
            if values:
                await connection.execute(insert(self.table), values)

        try:
            await self._database.write(work)
        except DBAPIError as error:
            first, last = (named(self.table, row[self._key.name]) for row in (values[0], values[-1]))
            why = "another row is like it" if isinstance(error, IntegrityError) else type(error).__name__
            raise ConfigurationError(f"From {first} to {last}, one can't be stored ({why})") from None

    async def continue_numbers(self) -> None:
        """Let PostgreSQL give the next row the next id; other engines see by themselves which it is."""
        if self.table.info["dialect"] == "postgresql":
            await _execute(self._database, text(NEXT_ID.format(table=self.table.name)))

    async def _scalar(self, statement: Any) -> Any:  # noqa: ANN401 - a select of one value
        async with self._database.read() as connection:
            return (await connection.execute(statement)).scalar()


async def epoch_of(database: Database) -> str:
    """Give the random name of a standalone database."""
    async with database.read() as connection:
        return str((await connection.execute(text("SELECT epoch FROM mj_gateway_epoch"))).scalar_one())


async def begun_from(database: Database) -> str | None:
    """Give the name of the database that this one is an unfinished copy of; None where it is none."""
    if COPY_TABLE not in database.catalog.tables:
        return None
    async with database.read() as connection:
        return str((await connection.execute(select(MARK.c.epoch))).scalar())


async def begin(database: Database, epoch: str) -> None:
    """Note that a database is an unfinished copy from now on; MySQL commits the table before its row."""
    await _execute(
        database,
        text(f"CREATE TABLE IF NOT EXISTS {COPY_TABLE} (epoch varchar(32) NOT NULL)"),
        delete(MARK),
        insert(MARK).values(epoch=epoch),
    )


async def finish(database: Database) -> None:
    """Note that a copy is whole."""
    await _execute(database, text(f"DROP TABLE {COPY_TABLE}"))


async def _execute(database: Database, *statements: Executable) -> None:
    async def work(connection: AsyncConnection) -> None:
        for statement in statements:
            await connection.execute(statement)

    await database.write(work)
