"""The only place that commits."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.storage.faults import told_as_unavailable

Result = TypeVar("Result")


class UnitOfWork:
    """Runs write transactions one after another, each whole or not at all."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()

    async def run(
        self,
        work: Callable[[AsyncConnection], Awaitable[Result]],
        then: Callable[[Result], None] | None = None,
    ) -> Result:
        """Run `work` in a transaction and commit it, also where the caller is cancelled meanwhile.

        A cancelled commit is neither done nor undone (aiosqlite: cancelled *and* committed), so the
        transaction has a task of its own, and the cancellation is raised after that task's end.

        Args:
            work: what the transaction does; its result is the result.
            then: called with the result once it is committed, cancelled or not.

        Raises:
            Unavailable: the database can't be written; the transaction is rolled back.
        """
        return await _to_its_end(self._transact(work, then))

    async def close(self) -> None:
        """Give the connection back once the transactions have ended, those too that wait for their turn."""
        async with self._turn:
            await self._engine.dispose()

    async def _transact(
        self,
        work: Callable[[AsyncConnection], Awaitable[Result]],
        then: Callable[[Result], None] | None,
    ) -> Result:
        async with self._turn:
            with told_as_unavailable():
                async with self._engine.begin() as connection:
                    result = await work(connection)
            if then:
                then(result)
            return result


async def _to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
    if cancelled:
        if not task.cancelled():
            task.exception()
        raise cancelled
    return task.result()
