"""`make bench`: 10,000 unfinished tasks over 50 channels, the upstream of one of them hanging.

Every task of the others is to be asked about again within two intervals, and the memory of the gateway to
stay where it is.
"""

import asyncio
import json
import tempfile
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import column, insert, table
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.machine import RESULTS, machine
from benchmarks.processes import resident_kb
from benchmarks.servers import gateway
from gql.demo.faults import FAULTS, Faults
from gql.demo.store import TaskStore
from gql.demo.tasks import LiveTask, UpstreamTask
from gql.demo.timeline import Moment
from gql.demo.upstream import create_upstream
from gql.operations.server import Listener, take_address, url_of
from gql.storage.database import open_database
from gql.tasks.model import TaskTable

TASKS, CHANNELS, HANGING = 10_000, 50, 50
INTERVAL_SECONDS, SECONDS, WARM_UP_SECONDS = 15, 90, 30
AGE_MS, UNDER_WAY_MS = 600_000, 1
CHANNELS_TABLE = table("channels", *map(column, ("id", "name", "key", "base_url")))
SECRET = "benchmark"  # noqa: S105 - nobody else listens there


class Endless(LiveTask):
    """A task that is under way for ever."""

    def moment(self, now_ms: int) -> Moment:  # noqa: ARG002 - it stands still
        """Give what it is, always."""
        return self.timeline.at(UNDER_WAY_MS)


class Questions(TaskStore):
    """The tasks of an upstream, and when it was asked about each."""

    def __init__(self) -> None:
        super().__init__(capacity=TASKS)
        self.asked: dict[str, list[float]] = defaultdict(list)

    def batch(self, ids: list[str], now_ms: int) -> list[UpstreamTask]:
        """Note who was asked about."""
        now = time.monotonic()
        for id_ in ids:
            self.asked[id_].append(now)
        return super().batch(ids, now_ms)


async def furnish(file: Path, questions: Questions, healthy: str, hanging: str) -> set[str]:
    """Make the database and the upstream's tasks; give the ids of those whose upstream answers."""
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    submitted = time.time_ns() // 1_000_000 - AGE_MS
    channels = [
        {"id": n, "name": f"channel {n}", "key": SECRET, "base_url": hanging if n == HANGING else healthy}
        for n in range(1, CHANNELS + 1)
    ]
    tasks = [
        {
            "id": n,
            "code": 1,
            "user_id": 1,
            "action": "IMAGINE",
            "mj_id": f"{submitted}{n:05d}",
            "status": "IN_PROGRESS",
            "progress": "0%",
            "submit_time": submitted,
            "channel_id": n % CHANNELS + 1,
            "quota": 0,
        }
        for n in range(1, TASKS + 1)
    ]
    for task in tasks:
        questions.add(Endless(str(task["mj_id"]), "IMAGINE", submitted))

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(insert(CHANNELS_TABLE), channels)
        await connection.execute(insert(TaskTable), tasks)

    await database.write(work)
    await database.close()
    return {str(task["mj_id"]) for task in tasks if task["channel_id"] != HANGING}


async def measure(file: Path) -> dict[str, float]:
    """Let the gateway follow the tasks for a while."""
    questions, faults = Questions(), Faults()
    faults.current = FAULTS["hang"]
    with take_address("127.0.0.1", 0) as one, take_address("127.0.0.1", 0) as other:
        answering = create_upstream(questions, public_url=url_of(one), secret=SECRET)
        hanging = create_upstream(TaskStore(), public_url=url_of(other), secret=SECRET, faults=faults)
        listeners = [
            Listener(answering, one, drain_seconds=1),
            Listener(hanging, other, drain_seconds=1),
        ]
        healthy = await furnish(file, questions, url_of(one), url_of(other))
        async with asyncio.TaskGroup() as group:
            for listener in listeners:
                group.create_task(listener.listen())
            with gateway(f"sqlite+aiosqlite:///{file}", MJ_POLL_INTERVAL=str(INTERVAL_SECONDS)) as running:
                await asyncio.sleep(WARM_UP_SECONDS)
                begin, before_kb = time.monotonic(), resident_kb(running.process_id)
                await asyncio.sleep(SECONDS)
                end, after_kb = time.monotonic(), resident_kb(running.process_id)
            for listener in listeners:
                listener.should_exit = True
    waits = [_longest_wait(questions.asked[id_], begin, end) for id_ in healthy]
    return {
        "tasks": len(healthy),
        "interval_s": INTERVAL_SECONDS,
        "longest_wait_s": max(waits),
        "median_wait_s": sorted(waits)[len(waits) // 2],
        "gateway_mb": after_kb / 1024,
        "grown_mb": (after_kb - before_kb) / 1024,
    }


def _longest_wait(asked: list[float], begin: float, end: float) -> float:
    moments = [begin, *(moment for moment in asked if begin <= moment <= end), end]
    return max(later - earlier for earlier, later in pairwise(moments))


def main() -> None:
    """Measure, report, keep."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder) / "polling.db"))
    printed = Table(*figures)
    printed.add_row(*(f"{value:,.1f}" for value in figures.values()))
    Console().print(printed)
    RESULTS.mkdir(exist_ok=True)
    what = f"{TASKS} unfinished tasks over {CHANNELS} channels, one hanging"
    (RESULTS / "polling.json").write_text(json.dumps({**machine(), "what": what, **figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
