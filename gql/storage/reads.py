"""What one database, or one replica of it, is read with."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.storage.engines.engine import Engine, NotQuick
from gql.storage.faults import told_as_unavailable
from gql.storage.prepared import Prepared


class Reads:
    """Reads by SQLAlchemy, and those of main paths by the driver alone.

    Attributes:
        pool: SQLAlchemy's engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.pool: AsyncEngine = engine.reading()
        self._quick = engine.quick(self.pool)

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that can't write; each statement sees what is committed when it starts.

        Raises:
            Unavailable: the database is away, locked or broken, or what is read takes too long.
        """
        with told_as_unavailable(self._engine.means_away):
            async with self.borrowed() as connection:
                yield connection

    @asynccontextmanager
    async def borrowed(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection whose failures are told as they are."""
        room = self._quick.room() if self._quick else nullcontext()
        async with room, self._engine.lend(self.pool) as connection:
            yield connection

    async def rows(
        self, prepared: Prepared, values: Mapping[str, Any], *, quick: bool
    ) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement; `Database.rows` tells more.

        Raises:
            Unavailable: the database is away, locked or broken.
        """
        if self._quick:
            compiled = prepared.compiled(self._quick.dialect)
            with suppress(NotQuick):
                return await self._quick.rows(compiled.sql, compiled.bound(values), quick=quick)
        async with self.lend() as connection:
            found: Any = await connection.execute(prepared.statement, dict(values))
            rows: Sequence[Sequence[Any]] = found.all()
            return rows

    def change_counter(self) -> int | None:
        """Give a number that is another after any change; None where there is none."""
        return self._quick.change_counter() if self._quick else None

    async def close(self) -> None:
        """Give all connections back."""
        if self._quick:
            await self._quick.close()
        await self.pool.dispose()
