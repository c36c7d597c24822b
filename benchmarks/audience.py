"""Subscribers of a live benchmark: users with a WebSocket each, who note how late every update comes."""

import asyncio
import json
import resource
import socket
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.scene import token_of

CONNECTING = 50
FIELDS = "kind cursor task { mjId status progress }"
# What the kernel keeps for a client that is to be able not to read.
NARROW_BYTES = 4096


def unlimited_files() -> None:
    """Allow this process, and those that it starts, as many connections as the system does."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@dataclass(frozen=True, slots=True)
class Heard:
    """An update: who heard it, of which task, when its transaction began, and the delay, both in ms."""

    user_id: int
    mj_id: str
    began: float
    delay: float
    size: int


class Audience:
    """Connects users to a gateway, and keeps what they hear."""

    def __init__(self, address: str, fields: str = FIELDS) -> None:
        self.heard: list[Heard] = []
        self._address = address.replace("http://", "ws://")
        self._query = f"subscription {{ myTaskUpdates {{ {fields} }} }}"
        self._turn = asyncio.Semaphore(CONNECTING)

    async def join(
        self, stack: AsyncExitStack, user_id: int, taken: socket.socket | None = None
    ) -> ClientConnection:
        """Connect a user and wait for the state as it is, or for its first task."""
        async with self._turn:
            made = connect(
                self._address,
                subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
                compression=None,
                ping_interval=None,
                open_timeout=60,
                max_queue=1 if taken else 16,
                sock=taken,
            )
            connection = await stack.enter_async_context(made)
            payload = {"Authorization": token_of(user_id), "New-Api-User": str(user_id)}
            await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
            await connection.recv()
            asked = {"type": "subscribe", "id": "1", "payload": {"query": self._query}}
            await connection.send(json.dumps(asked))
            first = json.loads(await connection.recv())
            if first["type"] != "next" or first["payload"].get("errors"):
                sys.exit(f"A subscription was refused: {first}")
        return connection

    async def join_narrowly(self, stack: AsyncExitStack, user_id: int) -> ClientConnection:
        """Connect a user for whom little is kept outside of the gateway."""
        host, _, port = self._address.removeprefix("ws://").partition("/")[0].rpartition(":")
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW_BYTES)
        taken.setblocking(False)
        await asyncio.get_running_loop().sock_connect(taken, (host, int(port)))
        return await self.join(stack, user_id, taken)

    async def listen(
        self, connection: ClientConnection, user_id: int, reading: asyncio.Event | None = None
    ) -> None:
        """Keep what comes, as long as somebody reads."""
        async for message in connection:
            said = json.loads(message)
            if said["type"] != "next":
                raise RuntimeError(f"Subscriber {user_id} was told {said}")
            task = said["payload"]["data"]["myTaskUpdates"]["task"]
            now, began = time.time() * 1000, float(task["progress"].rstrip("%"))
            self.heard.append(Heard(user_id, task["mjId"], began, now - began, len(message)))
            if reading:
                await reading.wait()

    def delays(self, since: float, until: float = float("inf")) -> list[float]:
        """Give the delays of the updates whose transactions began within a time, in milliseconds."""
        return [one.delay for one in self.heard if since <= one.began < until]
