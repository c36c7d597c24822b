"""Connections of SQLAlchemy's pool, handed on from one short read to the next.

To give a connection back to the pool and take one out again takes longer than most reads, above all where
others wait for one. So those that are not in use are kept for the next read; whoever needs one of the pool
itself waits for room in the same row.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

# SQLAlchemy's proxy of a connection.
Borrowed = Any


class Lending:
    """Lends connections for short reads, and room in the pool to everybody else: first come, first served."""

    def __init__(self, reader: AsyncEngine, most: int) -> None:
        """Take the engine of the readers, and how many connections its pool has at most."""
        self._pool = reader.sync_engine.pool
        self._rooms = most
        self._spare: list[Borrowed] = []
        self._waiting: deque[asyncio.Future[Borrowed | None]] = deque()

    def spare(self) -> Borrowed | None:
        """Give a connection that nobody uses; None where there is none at once."""
        while self._spare:
            connection = self._spare.pop()
            if not connection.driver_connection.is_closed():
                return connection
            connection.close()
            self._rooms += 1
        return None

    async def borrow(self) -> Borrowed:
        """Give a connection as soon as there is one.

        Raises:
            asyncpg.PostgresError, OSError: there is none to be had.
        """
        connection = self.spare() or await self._turn()
        if connection is None:
            try:
                connection = await greenlet_spawn(self._pool.connect)
            except BaseException:
                self.give_back(None)
                raise
        return connection

    def give_back(self, connection: Borrowed | None) -> None:
        """Hand a connection, or None for room, on to whoever waits, or keep it."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return
        if connection is None:
            self._rooms += 1
        else:
            self._spare.append(connection)

    async def end(self, connection: Borrowed) -> None:
        """Close a connection that is in the middle of something; the server is told to give that up."""
        try:
            await greenlet_spawn(connection.invalidate)
        finally:
            connection.close()
            self.give_back(None)

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Wait for room in the pool, where a connection is then had at once."""
        connection = self._spare.pop() if self._spare else await self._turn()
        if connection is not None:
            connection.close()
        try:
            yield
        finally:
            self.give_back(None)

    def close(self) -> None:
        """Give all connections that nobody uses back to the pool."""
        while self._spare:
            self._spare.pop().close()
            self._rooms += 1

    async def _turn(self) -> Borrowed | None:
        """Give a connection, or None for room to have one of the pool."""
        if self._rooms:
            self._rooms -= 1
            return None
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self.give_back(waiting.result())
            raise
