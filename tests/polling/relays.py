"""Proxies for tests: they say what they were asked for, and pass bytes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Greet = Callable[[asyncio.StreamReader, asyncio.StreamWriter, list[str]], Awaitable[None]]


@dataclass
class Relay:
    """A running proxy."""

    address: str
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def listening(handle: Callable[..., Awaitable[None]]) -> AsyncIterator[str]:
    """Serve connections by `handle` on a free port; give host and port."""
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"


@asynccontextmanager
async def http_proxy(upstream: str) -> AsyncIterator[Relay]:
    """Forward requests to `host:port`, whatever address they name."""
    relay = Relay("")

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        relay.asked.append(head.decode())
        request_line, _, fields = head.partition(b"\r\n")
        method, address, version = request_line.split(b" ")
        path = b"/" + address.split(b"/", 3)[3]
        onward = await asyncio.open_connection(*upstream.split(":"))
        onward[1].write(b" ".join((method, path, version)) + b"\r\n" + fields)
        await both_ways((reader, writer), onward)

    async with listening(handle) as address:
        relay.address = address
        yield relay


@asynccontextmanager
async def socks_proxy() -> AsyncIterator[Relay]:
    """Speak SOCKS 5 (RFC 1928) with a name and a password (RFC 1929), for the command CONNECT."""
    relay = Relay("")

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(2 + (await reader.readexactly(2))[1] - 2)
        writer.write(b"\x05\x02")
        name = await reader.readexactly((await reader.readexactly(2))[1])
        password = await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x01\x00")
        *_, kind = await reader.readexactly(4)
        length = 4 if kind == 1 else (await reader.readexactly(1))[0]
        host = await reader.readexactly(length)
        port = int.from_bytes(await reader.readexactly(2))
        relay.asked.append(f"{kind} {name.decode()} {password.decode()} {port}")
        onward = await asyncio.open_connection("127.0.0.1" if kind == 1 else host.decode(), port)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await both_ways((reader, writer), onward)

    async with listening(handle) as address:
        relay.address = address
        yield relay


async def both_ways(one: Pair, other: Pair) -> None:
    """Pass bytes on until either side ends."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65_536):
            writer.write(piece)

    pumps = [asyncio.create_task(pump(one[0], other[1])), asyncio.create_task(pump(other[0], one[1]))]
    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    for task in pumps:
        task.cancel()
    for writer in (one[1], other[1]):
        writer.close()
