"""The wire of PostgreSQL: NOTIFY within the transaction, so that what is told is committed."""

import asyncio
from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection
from structlog import get_logger

from gql.errors import Unavailable
from gql.live.wire.wire import Signature
from gql.storage.engines.engine import Notices
from gql.tasks.journal import TaskUpdate

RETRY_SECONDS: Final = 1.0
log = get_logger(__name__)


class NotifyWire:
    """Listens on a connection of its own."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._signature = Signature()
        self.listeners = self._signature.listeners
        self._live = False

    @property
    def live(self) -> bool:
        """Whether the server tells us."""
        return self._live

    async def within(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Notify; PostgreSQL keeps it back until the commit."""
        for text in self._signature.texts(updates):
            await self._notices.send(connection, text)

    def after(self, updates: Sequence[TaskUpdate]) -> None:
        """Do nothing: it is told."""

    async def run(self) -> None:
        """Listen until it is cancelled."""
        while True:
            try:
                await self._notices.listen(self._signature.hear, self._connected)
            except Unavailable:
                self._live = False
                log.warning("updates_not_heard", retry_seconds=RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)

    def _connected(self) -> None:
        self._live = True
        self._signature.missed()
