"""A client that says and hears the messages of `graphql-transport-ws` one by one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.accounts import headers
from tests.streams.gateway import Gateway

PROTOCOL = Subprotocol("graphql-transport-ws")
WATCH = 'subscription { taskUpdated(mjId: "1700000000000000") { kind cursor task { mjId progress } } }'
WATCH_MINE = "subscription { myTaskUpdates { kind task { progress } } }"


class Talk:
    """One socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, kind: str, **more: Any) -> None:
        """Send a message."""
        await self.socket.send(orjson.dumps({"type": kind, **more}).decode())

    async def subscribe(self, query: str, id_: str = "1", **variables: Any) -> None:
        """Send an operation."""
        await self.say("subscribe", id=id_, payload={"query": query, "variables": variables})

    async def hear(self) -> dict[str, Any]:
        """Receive a message, which is text."""
        text = await self.socket.recv()
        assert isinstance(text, str)
        heard: dict[str, Any] = orjson.loads(text)
        return heard

    async def closed(self) -> tuple[int | None, str]:
        """Read all that comes until the socket is closed, and give the code and the reason."""
        try:
            while True:
                await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code, self.socket.close_reason or ""


@asynccontextmanager
async def silent(gateway: Gateway, **how: Any) -> AsyncIterator[Talk]:
    """Open a socket, on which nothing is said yet."""
    how = {"subprotocols": [PROTOCOL], "compression": None, "max_size": None, **how}
    async with connect(gateway.socket_url, **how) as socket:
        yield Talk(socket)


@asynccontextmanager
async def talking(gateway: Gateway, username: str = "alice", **how: Any) -> AsyncIterator[Talk]:
    """Open a socket for a user who is let in."""
    async with silent(gateway, **how) as talk:
        await talk.say("connection_init", payload=headers(username))
        assert await talk.hear() == {"type": "connection_ack"}
        yield talk
