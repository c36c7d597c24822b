"""What an open database tells about itself."""

from typing import Any

from gql.storage.catalog import VERSION_TABLE, Kind
from gql.storage.database import Database


async def check_answers(database: Database) -> None:
    """Read from a table, as a bare `SELECT 1` never touches the file.

    Raises:
        Unavailable: the database can't be read.
    """
    await _scalar(database, "SELECT 1 FROM users LIMIT 1")


async def journal_mode(database: Database) -> str:
    """Give SQLite's journal mode, such as `wal` or `delete`."""
    return str(await _scalar(database, "PRAGMA journal_mode"))


async def server_version(database: Database) -> str:
    """Give what a database server says of its version."""
    return str(await _scalar(database, "SELECT version()"))


async def revision(database: Database) -> str:
    """Give the version of a standalone database's schema, such as `0001`; "" for an attached one."""
    if database.kind is not Kind.STANDALONE:
        return ""
    return str(await _scalar(database, f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant


async def about(database: Database, table: str) -> int:
    """Estimate a table's rows from its first and last id, as to count them would read them all."""
    first, last = (f"(SELECT {edge}(id) FROM {table})" for edge in ("min", "max"))  # noqa: S608 - our own names
    return int(await _scalar(database, f"SELECT {last} - {first} + 1") or 0)


async def _scalar(database: Database, statement: str) -> Any:  # noqa: ANN401 - whatever is stored
    async with database.read() as connection:
        return (await connection.exec_driver_sql(statement)).scalar()
