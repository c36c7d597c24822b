"""`make bench-live`: 10,000 unfinished tasks over 55 channels, 15 of which have a network that spoils things.

Every task of the other 40 is to be asked about again within two intervals, and so are those whose network
only slows them; the memory of the gateway is to stay where it is, and it is to leave the rest alone after
five failures.
"""

import asyncio
import json
import logging
import re
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import column, insert, table
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.machine import RESULTS, machine
from benchmarks.processes import resident_kb
from benchmarks.servers import gateway
from gql.demo.upstream import create_upstream
from gql.operations.server import Listener, take_address, url_of
from gql.storage.database import open_database
from gql.tasks.model import TaskTable
from tests.polling.network.questions import Endless, Questions
from tests.polling.network.toxics import names, spoiled

TASKS, HEALTHY = 10_000, 40
INTERVAL_SECONDS, SECONDS, WARM_UP_SECONDS = 15, 150, 30
AGE_MS = 600_000
CHANNELS_TABLE = table("channels", *map(column, ("id", "name", "key", "base_url")))
SECRET = "benchmark"  # noqa: S105 - nobody else listens there
SAMPLE = re.compile(
    r'^mj_gateway_(poll_failures_total|channel_away)\{channel="(\d+)".*\} (\d+)', re.MULTILINE
)


class Breakers:
    """After how many failures each channel is left alone, as the gateway's metrics tell."""

    def __init__(self) -> None:
        self.opened_after: dict[int, int] = {}

    async def watch(self, address: str, seconds: float) -> None:
        """Look every second."""
        async with httpx.AsyncClient() as client:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while True:
                        self._note((await client.get(f"{address.removesuffix('/graphql')}/metrics")).text)
                        await asyncio.sleep(1)

    def _note(self, metrics: str) -> None:
        failures, away = Counter[int](), set[int]()
        for name, channel, value in SAMPLE.findall(metrics):
            if name == "channel_away":
                away |= {int(channel)} if int(value) else set()
            else:
                failures[int(channel)] += int(value)
        for channel_id in away:
            self.opened_after.setdefault(channel_id, failures[channel_id])


async def furnish(file: Path, questions: Questions, urls: list[str]) -> dict[str, int]:
    """Make the database, with a channel for each URL, and the upstream's tasks; give the tasks' channels."""
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    submitted = time.time_ns() // 1_000_000 - AGE_MS
    channels = [
        {"id": id_, "name": f"channel {id_}", "key": SECRET, "base_url": url}
        for id_, url in enumerate(urls, 1)
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
            "channel_id": n % len(urls) + 1,
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
    return {str(task["mj_id"]): int(str(task["channel_id"])) for task in tasks}


async def measure(file: Path) -> dict[str, float]:
    """Let the gateway follow the tasks for a while."""
    questions, breakers = Questions(), Breakers()
    with take_address("127.0.0.1", 0) as taken:
        app = create_upstream(questions, public_url=url_of(taken), secret=SECRET)
        listener = Listener(app, taken, drain_seconds=1)
        async with asyncio.TaskGroup() as group:
            group.create_task(listener.listen())
            async with spoiled(taken.getsockname()) as spoiling:
                urls = [url_of(taken)] * HEALTHY + list(spoiling.values())
                channels = await furnish(file, questions, urls)
                with gateway(
                    f"sqlite+aiosqlite:///{file}", MJ_POLL_INTERVAL=str(INTERVAL_SECONDS)
                ) as running:
                    await breakers.watch(running.address, WARM_UP_SECONDS)
                    begin, before_kb = time.monotonic(), resident_kb(running.process_id)
                    await breakers.watch(running.address, SECONDS)
                    end, after_kb = time.monotonic(), resident_kb(running.process_id)
            listener.should_exit = True
    slowed = [HEALTHY + number for number, name in enumerate(spoiling, 1) if name in names(deadly=False)]
    waits = {mj_id: questions.longest_wait(mj_id, begin, end) for mj_id in channels}
    healthy = sorted(wait for mj_id, wait in waits.items() if channels[mj_id] <= HEALTHY)
    return {
        "healthy tasks": len(healthy),
        "interval, s": INTERVAL_SECONDS,
        "longest wait, s": healthy[-1],
        "median wait, s": healthy[len(healthy) // 2],
        "where it is only slow, s": max(wait for mj_id, wait in waits.items() if channels[mj_id] in slowed),
        "channels left alone": len(breakers.opened_after),
        "of so many that can't be asked": len(names(deadly=True)),
        "after failures, at most": max(breakers.opened_after.values(), default=0),
        "gateway, MB": after_kb / 1024,
        "grown, MB": (after_kb - before_kb) / 1024,
    }


def main() -> None:
    """Measure, report, keep."""
    logging.getLogger("uvicorn.error").disabled = True  # the upstream's, of requests that were cut
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder) / "polling.db"))
    printed = Table("", "")
    for name, value in figures.items():
        printed.add_row(name, f"{value:,.1f}")
    Console().print(printed)
    RESULTS.mkdir(exist_ok=True)
    faulty = len(names(deadly=True) + names(deadly=False))
    what = f"{TASKS} unfinished tasks over {HEALTHY} channels that are well and {faulty} that are not"
    (RESULTS / "polling.json").write_text(json.dumps({**machine(), "what": what, **figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
