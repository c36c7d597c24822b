"""The scene of the live benchmark: users with unfinished tasks; run, it moves them."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.clock import SystemClock
from gql.identity.model import ENABLED, UserTable
from gql.live.logs import log_of
from gql.live.repository import LiveTasks
from gql.storage.database import open_database
from gql.tasks.changes.repository import Changes
from gql.tasks.model import Task, TaskTable
from gql.tasks.progress import Change

BATCH = 100


def token_of(user_id: int) -> str:
    """Give the access token of a user of the scene."""
    return f"benchmark-token-of-user-{user_id:08d}"


async def furnish(file: Path, owners: Sequence[int]) -> None:
    """Make a standalone database with these users, and for each owner that is named a task under way."""
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    now_ms = time.time_ns() // 1_000_000

    async def work(connection: AsyncConnection) -> None:
        people = [
            {"id": id_, "username": f"user{id_}", "role": 1, "status": ENABLED, "access_token": token_of(id_)}
            for id_ in sorted(set(owners))
        ]
        tasks = [
            {
                "id": id_,
                "code": 1,
                "user_id": owner,
                "action": "IMAGINE",
                "mj_id": f"{now_ms}{id_:04d}",
                "prompt": "a cat on the moon, in the style of a linocut --ar 3:2",
                "status": "IN_PROGRESS",
                "progress": "0%",
                "submit_time": now_ms,
                "channel_id": 1,
                "quota": 50_000,
            }
            for id_, owner in enumerate(owners, 1)
        ]
        await connection.execute(insert(UserTable), people)
        await connection.execute(insert(TaskTable), tasks)

    try:
        await database.write(work)
    finally:
        await database.close()


@asynccontextmanager
async def moving(file: Path, count: int, seconds: int) -> AsyncIterator[Process]:
    """Let another process `move` the tasks; it prints how often it did, and ends with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.scene", file, str(count), str(seconds), stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def move(file: Path, count: int, seconds: int) -> int:
    """Change every task once a second, a part of them at a time; `progress` tells the moment."""
    database = await open_database(f"sqlite+aiosqlite:///{file}", create=False)
    changes = Changes(database, log_of(database, LiveTasks(database), SystemClock()))
    tasks = {task.id: task for task in await changes.by_ids(range(1, count + 1))}
    parts = [list(tasks)[start : start + BATCH] for start in range(0, count, BATCH)]
    begin, written = time.monotonic(), 0
    try:
        for turn in range(seconds * len(parts)):
            await asyncio.sleep(begin + turn / len(parts) - time.monotonic())
            written += await _moved(changes, tasks, parts[turn % len(parts)])
    finally:
        await database.close()
    return written


async def _moved(changes: Changes, tasks: dict[int, Task], ids: list[int]) -> int:
    now_ms = f"{time.time() * 1000:.0f}"
    stored = await changes.apply([Change(tasks[id_], {"progress": now_ms}) for id_ in ids])
    for change in stored:
        tasks[change.task.id] = change.after
    return len(stored)


if __name__ == "__main__":
    _, path, count, duration = sys.argv
    sys.stdout.write(str(asyncio.run(move(Path(path), int(count), int(duration)))))
