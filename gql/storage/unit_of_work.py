"""The only place that commits."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.errors import Unavailable
from gql.storage.engines.engine import Engine
from gql.storage.faults import told_as_unavailable
from gql.waiting import to_its_end

Result = TypeVar("Result")
# How often a transaction is tried again that the server rolled back to end a deadlock.
DEADLOCKS = 3


class UnitOfWork:
    """Runs write transactions, as many side by side as the engine takes, each whole or not at all."""

    def __init__(self, writer: AsyncEngine, engine: Engine) -> None:
        self._writer = writer
        self._engine = engine
        self._turns = asyncio.Semaphore(engine.writers)

    async def run(
        self,
        work: Callable[[AsyncConnection], Awaitable[Result]],
        then: Callable[[Result], None] | None = None,
    ) -> Result:
        """Run `work` in a transaction and commit it, also where the caller is cancelled meanwhile.

        A cancelled commit is neither done nor undone (aiosqlite: cancelled *and* committed), so the
        transaction has a task of its own, and the cancellation is raised after that task's end.

        Args:
            work: what the transaction does; its result is the result. It is called again where the server
                rolled all of it back to end a deadlock.
            then: called with the result once it is committed, cancelled or not.

        Raises:
            Unavailable: the database can't be written; the transaction is rolled back.
        """
        return await to_its_end(self._transact(work, then))

    async def check(self, writable: str) -> None:
        """Ask by a statement that gives 1 whether the server takes writes.

        Raises:
            Unavailable: it does not, or is away.
        """
        with told_as_unavailable(self._engine.means_away):
            async with self._writer.connect() as connection:
                if (await connection.execute(text(writable))).scalar() != 1:
                    raise Unavailable

    async def close(self) -> None:
        """Give the connections back once the transactions have ended, those too that wait for their turn."""
        for _ in range(self._engine.writers):
            await self._turns.acquire()
        await self._writer.dispose()

    async def _transact(
        self,
        work: Callable[[AsyncConnection], Awaitable[Result]],
        then: Callable[[Result], None] | None,
    ) -> Result:
        async with self._turns:
            with told_as_unavailable(self._engine.means_away):
                result = await self._committed(work)
            if then:
                then(result)
            return result

    async def _committed(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        for _ in range(DEADLOCKS):
            try:
                async with self._writer.begin() as connection:
                    return await work(connection)
            except DBAPIError as error:
                if not self._engine.is_undone(error):
                    raise
        async with self._writer.begin() as connection:
            return await work(connection)
