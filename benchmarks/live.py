"""`make bench-live`: how long an update takes to reach those who watch, and what each of them costs.

One gateway process; each subscriber is a user with a WebSocket, and one task that changes every second. The
changes are committed by another process, as by a second gateway, and carry the moment at which their
transaction began.
"""

import asyncio
import json
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.audience import Audience, unlimited_files
from benchmarks.machine import RESULTS, machine
from benchmarks.processes import cpu_seconds, resident_kb
from benchmarks.scene import furnish, moving
from benchmarks.servers import gateway

AUDIENCES = (2000, 5000)
SECONDS = 15
WARM_UP_SECONDS = 3


async def measure(address: str, server_id: int, database: Path, subscribers: int) -> dict[str, float]:
    """Let everybody watch for some seconds."""
    audience, users = Audience(address), range(1, subscribers + 1)
    before = resident_kb(server_id)
    async with AsyncExitStack() as stack:
        sockets = await asyncio.gather(*(audience.join(stack, user_id) for user_id in users))
        listening = [
            asyncio.create_task(audience.listen(socket, user_id))
            for socket, user_id in zip(sockets, users, strict=True)
        ]
        each_kb = (resident_kb(server_id) - before) / subscribers
        counts_from = (time.time() + WARM_UP_SECONDS) * 1000
        worked = cpu_seconds(server_id)
        async with moving(database, subscribers, SECONDS + WARM_UP_SECONDS) as writer:
            said, _ = await writer.communicate()
        await asyncio.sleep(1)
        worked = cpu_seconds(server_id) - worked
        later_kb = (resident_kb(server_id) - before) / subscribers
        for task in listening:
            task.cancel()
    delays = audience.delays(counts_from)
    percentiles = statistics.quantiles(delays, n=100)
    return {
        "subscribers": subscribers,
        "written": int(said),
        "delivered": len(delays),
        "p50_ms": percentiles[49],
        "p99_ms": percentiles[98],
        "max_ms": max(delays),
        "kb_each_connected": each_kb,
        "kb_each_at_the_end": later_kb,
        "cpu_us_an_update": worked / int(said) * 1_000_000,
    }


def main() -> None:
    """Measure each audience on a gateway and a database of its own."""
    unlimited_files()
    figures = []
    for subscribers in AUDIENCES:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "live.db"
            asyncio.run(furnish(database, range(1, subscribers + 1)))
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
