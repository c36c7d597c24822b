"""A journal whose updates the other gateways hear of, too."""

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.live.wire.wire import Wire
from gql.tasks.journal import Journal, TaskUpdate

Told = Callable[[Sequence[TaskUpdate]], object]


class Announced:
    """Writes into a journal, and over the wire."""

    def __init__(self, journal: Journal, wire: Wire, told: Told = lambda _: None) -> None:
        """Put the three together; `told` is called with what is committed."""
        self._journal = journal
        self._wire = wire
        self._told = told

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Write updates down, and let the commit tell of them where it can."""
        await self._journal.write(connection, updates)
        await self._wire.within(connection, updates)

    def committed(self, updates: Sequence[TaskUpdate]) -> None:
        """Tell whoever watches, here and elsewhere."""
        self._told(updates)
        self._journal.committed(updates)
        self._wire.after(updates)
