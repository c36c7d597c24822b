"""The database of a soak: who may ask, where tasks go, and what new-api would have written."""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.scene import token_of
from gql.demo.people import CHANNEL_KEY
from gql.identity.ledger.repository import open_accounts
from gql.storage.database import open_database

ADMIN_ID = 1
OPENING_QUOTA = 1_000_000
MISSING_CHANNEL = 99
COLUMNS = (
    "code, user_id, action, mj_id, prompt, prompt_en, description, state, submit_time, start_time, "
    "finish_time, image_url, status, progress, fail_reason, channel_id, quota, buttons, properties"
)


@dataclass(frozen=True, slots=True)
class Submission:
    """A task as it was written at its submission; `fate` is what is to become of it."""

    fate: str
    user_id: int
    mj_id: str
    channel_id: int
    quota: int

    @property
    def is_rejected(self) -> bool:
        """Whether the upstream never took it, so that it was not charged."""
        return self.fate == "rejected"

    def row(self) -> tuple[object, ...]:
        """Give the row as new-api inserts it."""
        now_ms = time.time_ns() // 1_000_000
        code, told = (24, "可能包含敏感词") if self.is_rejected else (1, "提交成功")
        status, progress, reason = ("FAILURE", "100%", told) if self.is_rejected else ("", "0%", "")
        text = ("IMAGINE", self.mj_id, "a lighthouse at dawn --ar 3:2", "", told, "", now_ms, 0, 0, "")
        return (code, self.user_id, *text, status, progress, reason, self.channel_id, self.quota, "", "")


async def furnish(file: Path, users: int, upstreams: Sequence[str]) -> None:
    """Make a standalone database with users, whose accounts are open, and a channel for each upstream."""
    people = [
        (id_, f"user{id_}", 10 if id_ == ADMIN_ID else 1, token_of(id_), OPENING_QUOTA * id_)
        for id_ in range(1, users + 1)
    ]
    channels = [(id_, 2, CHANNEL_KEY, f"channel {id_}", url) for id_, url in enumerate(upstreams, 1)]
    database = await open_database(f"sqlite+aiosqlite:///{file}")

    async def work(connection: AsyncConnection) -> None:
        await connection.exec_driver_sql(
            "INSERT INTO users (id, username, role, access_token, quota) VALUES (?, ?, ?, ?, ?)", people
        )
        await connection.exec_driver_sql(
            "INSERT INTO channels (id, type, key, name, base_url) VALUES (?, ?, ?, ?, ?)", channels
        )
        await open_accounts(connection, time.time_ns() // 1_000_000)

    try:
        await database.write(work)
    finally:
        await database.close()


def submit(file: Path, submissions: Iterable[Submission]) -> dict[int, Submission]:
    """Insert tasks in one transaction, and give them by their row's id."""
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        marks = ", ".join("?" * len(COLUMNS.split(",")))
        statement = f"INSERT INTO midjourneys ({COLUMNS}) VALUES ({marks})"
        return {connection.execute(statement, one.row()).lastrowid or 0: one for one in submissions}


def query(file: Path, statement: str) -> list[dict[str, object]]:
    """Read rows as another program."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(statement)]


def unfinished(file: Path) -> int:
    """Count the tasks that have not ended."""
    [row] = query(file, "SELECT count(*) AS n FROM midjourneys WHERE progress <> '100%'")
    return int(str(row["n"]))
