"""The scene of the live benchmark: a user and an unfinished task for each subscriber; run, it moves them."""

import asyncio
import sys
import time
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


async def furnish(file: Path, users: int) -> None:
    """Make a standalone database with so many users, each with one task under way."""
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    now_ms = time.time_ns() // 1_000_000

    async def work(connection: AsyncConnection) -> None:
        ids = range(1, users + 1)
        people = [
            {"id": id_, "username": f"user{id_}", "role": 1, "status": ENABLED, "access_token": token_of(id_)}
            for id_ in ids
        ]
        tasks = [
            {
                "id": id_,
                "code": 1,
                "user_id": id_,
                "action": "IMAGINE",
                "mj_id": f"{now_ms}{id_:04d}",
                "prompt": "a cat on the moon, in the style of a linocut --ar 3:2",
                "status": "IN_PROGRESS",
                "progress": "0%",
                "submit_time": now_ms,
                "channel_id": 1,
                "quota": 50_000,
            }
            for id_ in ids
        ]
        await connection.execute(insert(UserTable), people)
        await connection.execute(insert(TaskTable), tasks)

    try:
        await database.write(work)
    finally:
        await database.close()


async def move(file: Path, users: int, seconds: int) -> int:
    """Change every task once a second, a part of them at a time; `progress` tells the moment."""
    database = await open_database(f"sqlite+aiosqlite:///{file}", create=False)
    changes = Changes(database, log_of(database, LiveTasks(database), SystemClock()))
    tasks = {task.id: task for task in await changes.by_ids(range(1, users + 1))}
    parts = [list(tasks)[start : start + BATCH] for start in range(0, users, BATCH)]
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
