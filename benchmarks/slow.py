"""`make bench`: what 20 of 2,000 subscribers who stop reading cost the others, and what waits for them.

In turns they read and don't, within one run. They have more tasks than the others, so that updates soon wait
for them. Where the machine has too much else to do, everybody is told to resync, and nothing is measured.
"""

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection

from benchmarks.audience import FIELDS, Audience, unlimited_files
from benchmarks.machine import RESULTS, machine
from benchmarks.scene import furnish, moving
from benchmarks.servers import gateway

USERS, SLOW, TASKS_EACH = 2000, 20, 25
TURNS, TURN_SECONDS, CATCHING_UP_SECONDS, WARM_UP_SECONDS = 5, 12, 3, 5
SECONDS = WARM_UP_SECONDS + TURNS * (2 * TURN_SECONDS + CATCHING_UP_SECONDS)
OWNERS = [*range(1, USERS + 1), *list(range(1, SLOW + 1)) * (TASKS_EACH - 1)]
LONG_FIELDS = FIELDS.replace(
    "mjId", "mjId prompt promptEn description failReason imageUrl submitTime startTime action"
)


@dataclass
class Turns:
    """What was measured: the moments between turns, in ms, and what each turn without reading let wait."""

    moments: list[float] = field(default_factory=list)
    kernel_bytes: list[Counter[int]] = field(default_factory=list)

    def begin(self) -> None:
        """Note that a turn begins, or the last one ends."""
        self.moments.append(time.time() * 1000)


async def take_turns(connections: dict[int, ClientConnection], reading: asyncio.Event) -> Turns:
    """Let the slow ones read and not read."""
    turns = Turns()
    ports = {connection.local_address[1]: user_id for user_id, connection in connections.items()}
    await asyncio.sleep(WARM_UP_SECONDS)
    for _ in range(TURNS):
        turns.begin()
        await asyncio.sleep(TURN_SECONDS)
        turns.begin()
        reading.clear()
        await asyncio.sleep(TURN_SECONDS)
        turns.kernel_bytes.append(kept_by_the_kernel(ports))
        reading.set()
        await asyncio.sleep(CATCHING_UP_SECONDS)
    turns.begin()
    return turns


def kept_by_the_kernel(ports: dict[int, int]) -> Counter[int]:
    """Give the bytes that wait in sockets for each user, at either end of their connection (proc(5))."""
    kept = Counter[int]()
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, here, there, _, queues, *_ = line.split()
        sent, received = (int(queue, 16) for queue in queues.split(":"))
        for end, waiting in ((here, received), (there, sent)):
            if user_id := ports.get(int(end.partition(":")[2], 16)):
                kept[user_id] += waiting
    return kept


async def measure(address: str, database: Path) -> dict[str, float]:
    """Let everybody watch, and the slow ones now and then not."""
    others, slow, reading = Audience(address), Audience(address, LONG_FIELDS), asyncio.Event()
    reading.set()
    users = range(1, USERS + 1)
    async with AsyncExitStack() as stack:
        joining = (
            slow.join_narrowly(stack, user_id) if user_id <= SLOW else others.join(stack, user_id)
            for user_id in users
        )
        connections = dict(zip(users, await asyncio.gather(*joining), strict=True))
        async with asyncio.TaskGroup() as group:
            listening = [
                group.create_task(
                    slow.listen(connection, user_id, reading)
                    if user_id <= SLOW
                    else others.listen(connection, user_id)
                )
                for user_id, connection in connections.items()
            ]
            async with moving(database, len(OWNERS), SECONDS) as writer:
                narrow = {user_id: connections[user_id] for user_id in range(1, SLOW + 1)}
                turns = await take_turns(narrow, reading)
                said, _ = await writer.communicate()
            await asyncio.sleep(1)
            for task in listening:
                task.cancel()
    return figures(others, slow, turns, int(said)) | {"tasks behind": behind(slow, database)}


def figures(others: Audience, slow: Audience, turns: Turns, written: int) -> dict[str, float]:
    """Compare the turns, by the median of each kind; one without reading ends when all have caught up."""
    p99s = [
        statistics.quantiles(others.delays(begin, end), n=100)[98] for begin, end in pairwise(turns.moments)
    ]
    reading, not_reading = statistics.median(p99s[::2]), statistics.median(p99s[1::2])
    waited = [
        waiting(slow, stopped, kernel)
        for stopped, kernel in zip(turns.moments[1::2], turns.kernel_bytes, strict=True)
    ]
    return {
        "subscribers": USERS,
        "of whom do not read": SLOW,
        "written": written,
        "p99 of the others, all reading, ms": reading,
        "p99 of the others, some not, ms": not_reading,
        "ratio of the p99": not_reading / reading,
        "waits in the kernel for each, KB": max(kernel for kernel, _ in waited) / 1024,
        "waits in the gateway for each, KB": max(gateway for _, gateway in waited) / 1024,
        "updates merged": SLOW * (TASKS_EACH * (SECONDS + 1) - 1) - len(slow.heard),
    }


def waiting(slow: Audience, stopped: float, kernel: Counter[int]) -> tuple[int, int]:
    """Give the most bytes that waited for one reader at a turn's end: in the kernel, and in the gateway."""
    resumed = stopped + TURN_SECONDS * 1000
    # What was told before the readers resumed, and came after it.
    sizes = Counter[int]()
    for one in slow.heard:
        if stopped <= one.began < resumed <= one.began + one.delay:
            sizes[one.user_id] += one.size
    return max(kernel.values()), max(sizes[user_id] - kernel[user_id] for user_id in sizes)


def behind(slow: Audience, database: Path) -> int:
    """Count the tasks of which a slow reader has not heard the newest state."""
    newest = {one.mj_id: one.began for one in slow.heard}
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            f"SELECT mj_id, progress FROM midjourneys WHERE user_id <= {SLOW}"
        ).fetchall()
    return sum(newest.get(mj_id) != float(progress) for mj_id, progress in rows)


def main() -> None:
    """Measure on a gateway and a database of its own, report, keep."""
    unlimited_files()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "slow.db"
        asyncio.run(furnish(database, OWNERS))
        with gateway(f"sqlite+aiosqlite:///{database}", MJ_POLL="false") as running:
            measured = uvloop.run(measure(running.address, database))
    table = Table("", "")
    for name, value in measured.items():
        table.add_row(name, f"{value:,.2f}")
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "slow.json").write_text(json.dumps({**machine(), **measured}, indent=2) + "\n")


if __name__ == "__main__":
    main()
