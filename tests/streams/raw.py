"""A socket on which a test writes whatever bytes it likes, beyond what a client library would."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import orjson
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from tests.accounts import headers
from tests.streams.gateway import Gateway
from tests.streams.talk import PROTOCOL

# What the kernel and asyncio keep for a client that does not read.
NARROW_BYTES = 4096


def frame(opcode: Opcode, data: bytes = b"", *, fin: bool = True) -> bytes:
    """Write a frame of a client."""
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def text(message: object) -> bytes:
    """Write a message in one frame."""
    return frame(Opcode.TEXT, orjson.dumps(message))


@dataclass
class Raw:
    """One socket; what comes is read by websockets' own protocol, without its client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    protocol: ClientProtocol

    async def shake_hands(self, path: str = "/graphql") -> None:
        request = self.protocol.connect()
        request.path = path
        self.protocol.send_request(request)
        self.writer.write(b"".join(self.protocol.data_to_send()))
        while not (events := self.protocol.events_received()):
            self.protocol.receive_data(await self.reader.read(65_536))
        assert self.protocol.handshake_exc is None, events

    async def close_code(self) -> int | None:
        """Read to the end, and give the code that came."""
        while self.protocol.close_rcvd is None and (data := await self._read()):
            self.protocol.receive_data(data)
        return self.protocol.close_rcvd.code if self.protocol.close_rcvd else None

    async def _read(self) -> bytes:
        try:
            return await self.reader.read(65_536)
        except ConnectionError:
            return b""


@asynccontextmanager
async def raw(gateway: Gateway, *, introduced: bool = True) -> AsyncIterator[Raw]:
    """Open a socket, for alice where she is to be introduced."""
    port = int(gateway.address.rpartition(":")[2])
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW_BYTES)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=NARROW_BYTES)
    protocol = ClientProtocol(parse_uri(gateway.socket_url), subprotocols=[PROTOCOL], max_size=None)
    opened = Raw(reader, writer, protocol)
    try:
        await opened.shake_hands()
        if introduced:
            writer.write(text({"type": "connection_init", "payload": headers("alice")}))
        yield opened
    finally:
        writer.transport.abort()
