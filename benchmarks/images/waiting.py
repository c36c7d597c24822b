"""GraphQL while 200 clients wait for pictures of an upstream that drips, and while none does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from benchmarks.database import Account
from benchmarks.images.scene import USER, addresses, forwarding, furnish
from benchmarks.load import Figures, measured, written
from benchmarks.machine import Cores
from benchmarks.scene import token_of
from benchmarks.servers import Running
from benchmarks.work import my_tasks

CLIENTS = 200
ROUNDS, SECONDS, CONNECTIONS = 7, 3, 4
PIECE_BYTES, PAUSE_SECONDS = 16 * 1024, 1
LENGTH = 2 * 1024 * 1024
HEAD = f"HTTP/1.1 200 OK\r\nContent-Length: {LENGTH}\r\n\r\n".encode() + b"\xff\xd8\xff"
# Clients and their pictures take longer than it does to count what is asked meanwhile.
LONGEST_SECONDS = 600


async def beside(folder: Path) -> dict[str, list[Figures]]:
    """Measure both in turn."""
    async with _dripping() as source:
        file = folder / "waiting.db"
        await furnish(file, [f"{source}/{number}.jpg" for number in range(CLIENTS)])
        with forwarding(file, Cores.here().servers, MJ_IMAGE_SECONDS=str(LONGEST_SECONDS)) as gateway:
            told: dict[str, list[Figures]] = {"nobody": [], f"{CLIENTS} clients": []}
            for turn in range(ROUNDS + 1):
                alone = await _asked(gateway)
                async with _waiting(gateway):
                    together = await _asked(gateway)
                if turn:  # the first round warms up
                    for rounds, figures in zip(told.values(), (alone, together), strict=True):
                        rounds.append(figures)
    return told


async def _asked(gateway: Running) -> Figures:
    account = Account(USER, token_of(USER), CLIENTS)
    with written([my_tasks(account)]) as file:
        return await asyncio.to_thread(measured, gateway, file, CONNECTIONS, SECONDS)


@asynccontextmanager
async def _waiting(gateway: Running) -> AsyncIterator[None]:
    """Have every client read its own picture, each from another moment of a pause on."""
    begun = asyncio.Semaphore(0)
    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=gateway.origin, timeout=60, limits=limits) as client:

        async def read(place: int, address: str) -> None:
            await asyncio.sleep(place / CLIENTS * PAUSE_SECONDS)
            async with client.stream("GET", address) as response:
                response.raise_for_status()
                async for _ in response.aiter_raw():
                    begun.release()

        signed = addresses(range(1, CLIENTS + 1))
        reading = [asyncio.create_task(read(*one)) for one in enumerate(signed)]
        for _ in signed:
            await begun.acquire()
        yield
        if ended := [task for task in reading if task.done()]:
            raise RuntimeError(f"{len(ended)} clients did not wait to the end.")
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


@asynccontextmanager
async def _dripping() -> AsyncIterator[str]:
    """Serve pictures that come drop by drop."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # asyncio's server would tell of each connection that its own end cancels.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD)
            while not writer.is_closing():
                writer.write(bytes(PIECE_BYTES))
                await writer.drain()
                await asyncio.sleep(PAUSE_SECONDS)

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
