"""`make bench-live`: how long an update takes to reach those who watch, and what each of them costs.

One gateway process; each subscriber is a user with a WebSocket, and one task that changes every second. The
changes are committed by another process, as by a second gateway, and carry the moment at which their
transaction began.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.machine import RESULTS, machine
from benchmarks.processes import cpu_seconds, resident_kb
from benchmarks.scene import furnish, token_of
from benchmarks.servers import gateway

AUDIENCES = (2000, 5000)
SECONDS = 15
WARM_UP_SECONDS = 3
CONNECTING = 50
INIT = {"type": "connection_init"}
SUBSCRIBE = {
    "type": "subscribe",
    "id": "1",
    "payload": {"query": "subscription { myTaskUpdates { kind cursor task { mjId status progress } } }"},
}


class Audience:
    """Subscribers, and how long each update took to reach one of them, in milliseconds."""

    def __init__(self, address: str) -> None:
        self.address = address.replace("http://", "ws://")
        self.listening = asyncio.Event()
        self.delays: list[float] = []
        self.counts_from = float("inf")

    async def join(self, stack: AsyncExitStack, user_id: int, turn: asyncio.Semaphore) -> ClientConnection:
        """Connect a user and wait for the state as it is."""
        async with turn:
            made = connect(
                self.address,
                subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
                compression=None,
                ping_interval=None,
                open_timeout=60,
            )
            socket = await stack.enter_async_context(made)
            payload = {"Authorization": token_of(user_id), "New-Api-User": str(user_id)}
            await socket.send(json.dumps({**INIT, "payload": payload}))
            await socket.recv()
            await socket.send(json.dumps(SUBSCRIBE))
            first = json.loads(await socket.recv())
            if first["type"] != "next" or first["payload"].get("errors"):
                sys.exit(f"A subscription was refused: {first}")
        return socket

    async def listen(self, socket: ClientConnection) -> None:
        """Note the delay of each update."""
        async for message in socket:
            now = time.time() * 1000
            began = float(json.loads(message)["payload"]["data"]["myTaskUpdates"]["task"]["progress"])
            if began >= self.counts_from:
                self.delays.append(now - began)


async def measure(address: str, server_id: int, database: Path, subscribers: int) -> dict[str, float]:
    """Let everybody watch for some seconds."""
    audience, turn = Audience(address), asyncio.Semaphore(CONNECTING)
    before = resident_kb(server_id)
    async with AsyncExitStack() as stack:
        joining = (audience.join(stack, user_id, turn) for user_id in range(1, subscribers + 1))
        sockets = await asyncio.gather(*joining)
        listening = [asyncio.create_task(audience.listen(socket)) for socket in sockets]
        each_kb = (resident_kb(server_id) - before) / subscribers
        audience.counts_from = (time.time() + WARM_UP_SECONDS) * 1000
        worked = cpu_seconds(server_id)
        arguments = [str(database), str(subscribers), str(SECONDS + WARM_UP_SECONDS)]
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.scene", *arguments, stdout=subprocess.PIPE
        )
        said, _ = await writer.communicate()
        await asyncio.sleep(1)
        worked = cpu_seconds(server_id) - worked
        later_kb = (resident_kb(server_id) - before) / subscribers
        for task in listening:
            task.cancel()
    percentiles = statistics.quantiles(audience.delays, n=100)
    return {
        "subscribers": subscribers,
        "written": int(said),
        "delivered": len(audience.delays),
        "p50_ms": percentiles[49],
        "p99_ms": percentiles[98],
        "max_ms": max(audience.delays),
        "kb_each_connected": each_kb,
        "kb_each_at_the_end": later_kb,
        "cpu_us_an_update": worked / int(said) * 1_000_000,
    }


def main() -> None:
    """Measure each audience on a gateway and a database of its own."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    figures = []
    for subscribers in AUDIENCES:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "live.db"
            asyncio.run(furnish(database, subscribers))
            with gateway(f"sqlite+aiosqlite:///{database}", MJ_POLL="false") as running:
                measured = measure(running.address, running.process_id, database, subscribers)
                figures.append(uvloop.run(measured))
    report(figures)


def report(figures: list[dict[str, float]]) -> None:
    """Print the figures and keep them."""
    table = Table(*figures[0])
    for row in figures:
        table.add_row(*(f"{value:,.0f}" for value in row.values()))
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    kept = {
        **machine(),
        "what": "updates over WebSocket, one a second for each subscriber",
        "rounds": figures,
    }
    (RESULTS / "live.json").write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
