"""Server-sent events (WHATWG HTML, section 9.2), as GraphQL over SSE has them."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

from gql.execution.response import encode

Write = Callable[[bytes], Awaitable[None]]

PING = b":\n\n"
# Clients that lose their connection come again within these, so that not all come at once.
RETRY_MILLISECONDS = (1_000, 5_000)


def event(name: bytes, body: object = None, event_id: str | None = None) -> bytes:
    """Write an event; without data, a browser would not tell of it.

    Args:
        name: `next` or `complete`.
        body: its data, written as JSON.
        event_id: with which the client comes again; "" makes it forget the last one, None leaves that.
    """
    id_line = b"" if event_id is None else b"id: " + event_id.encode() + b"\n"
    return b"event: " + name + b"\n" + id_line + b"data: " + (b"" if body is None else encode(body)) + b"\n\n"


def refusal_events(result: dict[str, Any]) -> bytes:
    """Write errors and the end; the client is not to come again with the id that may be their cause."""
    return event(b"next", result, "") + event(b"complete")


def retry() -> bytes:
    """Write when to come again."""
    return b"retry: %d\n\n" % random.randint(*RETRY_MILLISECONDS)  # noqa: S311 - it is no secret


class EventOutlet:
    """Tells the results of the one operation of a stream."""

    def __init__(self, write: Write) -> None:
        self._write = write

    async def next(self, result: dict[str, Any], cursor: str | None) -> None:
        """Tell a result; its cursor is what the client sends as `Last-Event-ID`."""
        await self._write(event(b"next", result, cursor))

    async def refuse(self, result: dict[str, Any]) -> None:
        """Tell errors, and the end."""
        await self._write(refusal_events(result))

    async def complete(self) -> None:
        """Tell the end."""
        await self._write(event(b"complete"))


class SharedEventOutlet:
    """Tells the results of one operation of a stream that several share."""

    def __init__(self, write: Write, operation_id: str) -> None:
        self._write = write
        self._id = operation_id

    async def next(self, result: dict[str, Any], cursor: str | None) -> None:  # noqa: ARG002 - of one of many
        """Tell a result."""
        await self._write(event(b"next", {"id": self._id, "payload": result}))

    async def refuse(self, result: dict[str, Any]) -> None:
        """Tell errors, and the end."""
        await self.next(result, None)
        await self.complete()

    async def complete(self) -> None:
        """Tell the end."""
        await self._write(event(b"complete", {"id": self._id}))
