"""Reads of PostgreSQL by asyncpg, whose connections SQLAlchemy's pool lends.

An execution by SQLAlchemy takes twice as long as asyncpg's. What goes wrong in the statement, or with one
connection, is not answered here: `Reads.rows` reads it again by SQLAlchemy, where a failure is told as what
it is.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from gql.storage.deadline import seconds_left
from gql.storage.engines.engine import NotQuick
from gql.storage.faults import told_as_unavailable

FAILED = (asyncpg.PostgresError, asyncpg.InterfaceError)


class DriverReads:
    """Reads over the connections of a pool of SQLAlchemy's."""

    listeners: ClassVar[list[Callable[[str], object]]] = []
    dialect: Dialect

    def __init__(self, reader: AsyncEngine) -> None:
        """Take the engine of the readers."""
        self._pool = reader.sync_engine.pool
        self.dialect = reader.dialect

    async def rows(self, sql: str, values: Sequence[Any], *, quick: bool) -> Sequence[Sequence[Any]]:  # noqa: ARG002 - each waits for the network
        """Read all rows of a statement until the deadline; who is cancelled leaves nothing running.

        Raises:
            NotQuick: the statement or the connection has failed.
            Unavailable: the server is away or has not answered in time, or all connections are in use.
        """
        for listener in self.listeners:
            listener(sql)
        with told_as_unavailable():
            async with asyncio.timeout(seconds_left()):
                try:
                    return await self._read(sql, values)
                except asyncpg.QueryCanceledError as error:
                    raise TimeoutError(str(error)) from error
                except (*FAILED, asyncpg.InternalClientError) as error:
                    raise NotQuick from error

    def change_counter(self) -> None:
        """Give nothing: PostgreSQL has no such number."""
        return

    async def close(self) -> None:
        """Do nothing: the pool is another's."""

    async def _read(self, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        connection: Any = await greenlet_spawn(self._pool.connect)
        try:
            rows: Sequence[Sequence[Any]] = await connection.driver_connection.fetch(sql, *values)
        except FAILED:
            raise
        except BaseException:  # in the middle of a statement: the server is told, and the connection closed
            await greenlet_spawn(connection.invalidate)
            raise
        finally:
            connection.close()
        return rows
