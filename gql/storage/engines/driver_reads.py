"""Reads of PostgreSQL by asyncpg, over connections of SQLAlchemy's pool.

An execution by SQLAlchemy takes three times as long. What goes wrong in the statement, or with one
connection, is not answered here: `Reads.rows` reads it again by SQLAlchemy, where a failure is told as what
it is.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, ClassVar

import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from gql.storage.deadline import seconds_left
from gql.storage.engines.engine import NotQuick
from gql.storage.engines.lending import Lending
from gql.storage.faults import told_as_unavailable

FAILED = (asyncpg.PostgresError, asyncpg.InterfaceError)


class DriverReads:
    """Reads over the connections of the readers' pool."""

    listeners: ClassVar[list[Callable[[str], object]]] = []
    dialect: Dialect

    def __init__(self, reader: AsyncEngine, most: int, patience_seconds: float) -> None:
        """Begin with no connection.

        Args:
            reader: the engine of the readers.
            most: how many connections its pool has at most.
            patience_seconds: how long a read waits for one of them.
        """
        self._lending = Lending(reader, most)
        self._patience_seconds = patience_seconds
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
            try:
                return await self._read(sql, values)
            except asyncpg.QueryCanceledError as error:
                raise TimeoutError(str(error)) from error
            except (*FAILED, asyncpg.InternalClientError) as error:
                raise NotQuick from error

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Wait for room in the pool.

        Raises:
            TimeoutError: there is none for too long.
        """
        async with AsyncExitStack() as stack:
            async with self._patience():
                await stack.enter_async_context(self._lending.room())
            yield

    def change_counter(self) -> None:
        """Give nothing: PostgreSQL has no such number."""
        return

    async def close(self) -> None:
        """Give all connections back to the pool."""
        self._lending.close()

    async def _read(self, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        connection = self._lending.spare()
        if connection is None:
            async with self._patience():
                connection = await self._lending.borrow()
        try:
            rows: Sequence[Sequence[Any]] = await connection.driver_connection.fetch(
                sql, *values, timeout=seconds_left()
            )
        except FAILED:
            self._lending.give_back(connection)
            raise
        except BaseException:
            await self._lending.end(connection)
            raise
        self._lending.give_back(connection)
        return rows

    def _patience(self) -> asyncio.Timeout:
        left = seconds_left()
        return asyncio.timeout(self._patience_seconds if left is None else min(left, self._patience_seconds))
