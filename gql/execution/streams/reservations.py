"""GraphQL over SSE, single connection: one stream of events that many operations share.

A client reserves it by PUT, opens it by GET, and starts and stops operations by POST and DELETE, all with the
token that the PUT gave. The token alone opens the stream, as a browser's EventSource can send no credentials;
all else needs those of the viewer who made the reservation.
"""

import asyncio
from collections.abc import Callable, Coroutine
from secrets import token_urlsafe
from typing import Any

from gql.execution.limits.errors import LimitExceeded
from gql.execution.streams.clients import Client
from gql.execution.streams.errors import OperationTaken, StreamTaken, StreamUnknown, TooManyClients
from gql.execution.streams.first import cancelled
from gql.execution.streams.operations import OPERATIONS_MAX
from gql.execution.streams.server_events import Write
from gql.identity.credentials import Credentials
from gql.identity.model import Viewer

# A reservation that nobody opens is forgotten after these.
UNUSED_SECONDS = 30
UNUSED_MAX = 20
TOKEN_BYTES = 32


class Reservation:
    """One stream, reserved or open, and the operations that share it."""

    def __init__(self, token: str, viewer_id: int, credentials: Credentials) -> None:
        self.token = token
        self.viewer_id = viewer_id
        self.credentials = credentials
        self.taken = False
        self._client: Client | None = None
        self._opened = asyncio.Event()
        self._write: Write | None = None
        self._running: dict[str, asyncio.Task[Any]] = {}

    @property
    def operation_ids(self) -> list[str]:
        """Name the operations that run."""
        return [*self._running]

    def take(self) -> None:
        """Use the reservation, once.

        Raises:
            StreamTaken: it was used already.
        """
        if self.taken:
            raise StreamTaken
        self.taken = True

    def open(self, client: Client, write: Write) -> None:
        """Let the operations run."""
        self._client, self._write = client, write
        self._opened.set()

    def start(self, operation_id: str, run: Callable[[Client, Write], Coroutine[Any, Any, Any]]) -> None:
        """Run an operation as soon as the stream is open.

        Raises:
            OperationTaken: one of this id is running.
            LimitExceeded: there are as many as allowed.
        """
        if operation_id in self._running:
            raise OperationTaken("operation_id")
        if len(self._running) >= OPERATIONS_MAX:
            raise LimitExceeded("operations", highest=OPERATIONS_MAX, found=OPERATIONS_MAX + 1)
        task = self._running[operation_id] = asyncio.create_task(self._run(run))
        task.add_done_callback(lambda ended: self._ended(operation_id, ended))

    async def _run(self, run: Callable[[Client, Write], Coroutine[Any, Any, Any]]) -> None:
        await self._opened.wait()
        if self._client and self._write:
            await run(self._client, self._write)

    def stop(self, operation_id: str) -> None:
        """End an operation, if it runs."""
        if task := self._running.pop(operation_id, None):
            task.cancel()

    async def end(self) -> None:
        """End all operations."""
        await cancelled(*self._running.values())

    def _ended(self, operation_id: str, task: asyncio.Task[Any]) -> None:
        if self._running.get(operation_id) is task:
            del self._running[operation_id]


class Reservations:
    """All streams that are reserved or open, by their tokens."""

    def __init__(self) -> None:
        self._reservations: dict[str, Reservation] = {}

    def reserve(self, viewer: Viewer, credentials: Credentials) -> str:
        """Reserve a stream, and give its token.

        Raises:
            TooManyClients: the viewer has as many unused reservations as allowed.
        """
        unused = [each for each in self._reservations.values() if not each.taken]
        if sum(each.viewer_id == viewer.id for each in unused) >= UNUSED_MAX:
            raise TooManyClients(limit=UNUSED_MAX)
        reservation = Reservation(token_urlsafe(TOKEN_BYTES), viewer.id, credentials)
        self._reservations[reservation.token] = reservation
        asyncio.get_running_loop().call_later(UNUSED_SECONDS, self._expire, reservation)
        return reservation.token

    def find(self, token: str) -> Reservation:
        """Find a reservation.

        Raises:
            StreamUnknown: there is none, or no longer.
        """
        if token not in self._reservations:
            raise StreamUnknown
        return self._reservations[token]

    def forget(self, reservation: Reservation) -> None:
        """Take the token back, and end the operations."""
        self._reservations.pop(reservation.token, None)
        for operation_id in reservation.operation_ids:
            reservation.stop(operation_id)

    def _expire(self, reservation: Reservation) -> None:
        if not reservation.taken:
            self.forget(reservation)
