"""A client that reads server-sent events one by one."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from tests.accounts import headers
from tests.streams.gateway import Gateway

EVENTS = "text/event-stream"


@dataclass(frozen=True)
class Heard:
    """One event; `id` is None where it has no such line."""

    name: str
    data: Any
    id: str | None = None


class Ear:
    """One stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.retry: int | None = None
        self._events = self._read()

    async def hear(self) -> Heard:
        """Wait for an event."""
        return await anext(self._events)

    async def rest(self) -> list[Heard]:
        """Read all events until the end of the stream."""
        return [heard async for heard in self._events]

    async def _read(self) -> AsyncGenerator[Heard, None]:
        fields: dict[str, str] = {}
        async for line in self.response.aiter_lines():
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
            elif "retry" in fields:
                self.retry, fields = int(fields["retry"]), {}
            elif "event" in fields:
                data = orjson.loads(fields["data"]) if fields["data"] else None
                yield Heard(fields["event"], data, fields.get("id"))
                fields = {}


@asynccontextmanager
async def listening(
    gateway: Gateway, query: str, username: str | None = "alice", method: str = "POST", **more: str
) -> AsyncIterator[Ear]:
    """Ask for the events of an operation."""
    sent = {"Accept": EVENTS, **(headers(username) if username else {}), **more}
    what: Any = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    async with (
        gateway.client() as client,
        client.stream(method, "/graphql", headers=sent, **what) as response,
    ):
        yield Ear(response)
