"""A TCP proxy that spoils what passes it, in one direction or the other, in the ways that Toxiproxy knows."""

import asyncio
import contextlib
import socket
import struct
from asyncio.trsock import TransportSocket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import product
from types import MappingProxyType

# Longer than anybody waits for an answer, and slower than any answer may come.
LATE_SECONDS = 20
BYTES_A_SECOND = 100
CUT_AFTER_BYTES = 100
SLICE_BYTES, SLICE_SECONDS = 64, 0.001
PIECE_BYTES = 65_536
RESET = struct.pack("ii", 1, 0)

Address = tuple[str, int]


class Direction(Enum):
    """Which way the spoiled bytes go."""

    UPSTREAM = "of requests"
    DOWNSTREAM = "of answers"


@dataclass(frozen=True)
class Flow:
    """One direction of a connection; `reset` breaks both."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    reset: Callable[[], None]

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give what comes."""
        while piece := await self.reader.read(PIECE_BYTES):
            yield piece

    async def send(self, piece: bytes) -> None:
        """Pass bytes on."""
        self.writer.write(piece)
        await self.writer.drain()


Toxic = Callable[[Flow], Awaitable[None]]


async def healthy(flow: Flow) -> None:
    """Pass everything on."""
    async for piece in flow.pieces():
        await flow.send(piece)


async def latency(flow: Flow) -> None:
    """Pass everything on, much later."""
    async for piece in flow.pieces():
        await asyncio.sleep(LATE_SECONDS)
        await flow.send(piece)


async def bandwidth(flow: Flow) -> None:
    """Pass a hundred bytes a second on."""
    async for piece in flow.pieces():
        for start in range(0, len(piece), BYTES_A_SECOND):
            await flow.send(piece[start : start + BYTES_A_SECOND])
            await asyncio.sleep(1)


async def slow_close(flow: Flow) -> None:
    """Pass everything on, and the end much later."""
    await healthy(flow)
    await asyncio.sleep(LATE_SECONDS)


async def hang(flow: Flow) -> None:
    """Take everything, and pass nothing on, the end neither."""
    async for _ in flow.pieces():
        pass
    await asyncio.Event().wait()


async def reset(flow: Flow) -> None:
    """Break the connection at the first byte."""
    async for _ in flow.pieces():
        flow.reset()
        return


async def slicer(flow: Flow) -> None:
    """Pass everything on in small pieces."""
    async for piece in flow.pieces():
        for start in range(0, len(piece), SLICE_BYTES):
            await flow.send(piece[start : start + SLICE_BYTES])
            await asyncio.sleep(SLICE_SECONDS)


async def cut(flow: Flow) -> None:
    """Close the connection in the middle."""
    async for piece in flow.pieces():
        await flow.send(piece[:CUT_AFTER_BYTES])
        return


DEADLY = MappingProxyType(
    {"latency": latency, "bandwidth": bandwidth, "hang": hang, "reset": reset, "cut": cut}
)
BEARABLE = MappingProxyType({"slow close": slow_close, "slicer": slicer})
TOXICS = DEADLY | BEARABLE
DOWN = "down"


def names(*, deadly: bool) -> list[str]:
    """Name the faults of both directions, those that no request survives or those that all do."""
    kinds = product(DEADLY if deadly else BEARABLE, Direction)
    return [f"{kind} {direction.value}" for kind, direction in kinds] + [DOWN] * deadly


@asynccontextmanager
async def spoiled(upstream: Address) -> AsyncIterator[dict[str, str]]:
    """Stand before an upstream once for each fault; give the URLs by the faults' names."""
    async with AsyncExitStack() as stack:
        urls = {}
        for (kind, toxic), direction in product(TOXICS.items(), Direction):
            proxy = await stack.enter_async_context(_proxy(upstream, direction, toxic))
            urls[f"{kind} {direction.value}"] = proxy
        # A bound socket that does not listen refuses connections, and nobody else gets its port.
        taken = stack.enter_context(socket.socket())
        taken.bind(("127.0.0.1", 0))
        yield urls | {DOWN: _url(taken)}


@asynccontextmanager
async def _proxy(upstream: Address, direction: Direction, toxic: Toxic) -> AsyncIterator[str]:
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        serving.add(task)
        try:
            await _connect(reader, writer, upstream, direction, toxic)
        except asyncio.CancelledError:
            return  # asyncio would log it
        finally:
            serving.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield _url(server.sockets[0])
    finally:
        server.close()
        for task in serving:
            task.cancel()
        if serving:
            await asyncio.wait(serving)


async def _connect(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    upstream: Address,
    direction: Direction,
    toxic: Toxic,
) -> None:
    """Pass a connection on until one of both directions has ended."""
    onward_reader, onward_writer = await asyncio.open_connection(*upstream)
    ends = (writer, onward_writer)

    def break_() -> None:
        for end in ends:
            end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.transport.abort()

    flows = {
        Direction.UPSTREAM: Flow(reader, onward_writer, break_),
        Direction.DOWNSTREAM: Flow(onward_reader, writer, break_),
    }
    pumps = [
        asyncio.create_task(_quietly(toxic if way is direction else healthy, flow))
        for way, flow in flows.items()
    ]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.wait(pumps)
        for end in ends:
            end.close()


async def _quietly(toxic: Toxic, flow: Flow) -> None:
    with contextlib.suppress(ConnectionError):
        await toxic(flow)


def _url(taken: socket.socket | TransportSocket) -> str:
    host, port = taken.getsockname()
    return f"http://{host}:{port}"
