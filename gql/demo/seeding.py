"""Fills a standalone database with the demonstration's users, channels and tasks."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.demo.bridge import UnfinishedRow
from gql.demo.people import CHANNEL_KEY, ChannelRow, UserRow, tell_channels, tell_users
from gql.demo.store import CAPACITY
from gql.demo.stories import TaskRow, tell_tasks
from gql.identity.ledger.repository import open_accounts
from gql.storage.database import Database

CHUNK: Final = 20_000
# Pages kept in memory while the indexes grow; the default of 2 MB would read them again and again.
CACHE_KIBIBYTES: Final = 128 * 1024
INSERT_TASK: Final = (
    f"INSERT INTO midjourneys ({', '.join(TaskRow._fields[1:])})"  # noqa: S608 - column names of our own
    f" VALUES ({', '.join('?' * len(TaskRow._fields[1:]))})"
)


async def seed(
    database: Database,
    *,
    tasks: int,
    users: int,
    rng_seed: int,
    now_ms: int,
    upstream_url: str,
    unfinished: float = 0.0,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Add users and channels where they are missing, and `tasks` tasks of the first `users` users.

    Args:
        database: a standalone one.
        tasks: how many are added, in transactions of 20,000.
        users: how many users there are to be at least; those that exist are left as they are.
        rng_seed: the same seed and numbers tell the same story, on a database that is as full as then.
        now_ms: the end of the story, milliseconds since 1970.
        upstream_url: where the channels and the pictures are.
        unfinished: share of the tasks, 0 to 1, that are still under way.
        progress: called with the number of tasks of each transaction.

    Raises:
        Unavailable: the database can't be written; whole transactions stay.
    """
    user_ids, channel_ids, told = await database.write(
        lambda connection: _cast(
            connection, list(tell_users(users, rng_seed)), tell_channels(upstream_url), now_ms
        )
    )
    # What is there already moves the seed, so that a second run tells other tasks.
    rows = tell_tasks(
        tasks,
        user_ids,
        channel_ids,
        rng_seed=rng_seed + told,
        now_ms=now_ms,
        upstream_url=upstream_url,
        unfinished=unfinished,
    )
    chunks = _chunks(rows)
    chunk = await asyncio.to_thread(next, chunks)
    while chunk:
        # The next rows are told while SQLite, outside of Python's lock, stores these.
        _, following = await asyncio.gather(_store(database, chunk), asyncio.to_thread(next, chunks))
        progress(len(chunk))
        chunk = following


async def address(database: Database) -> str | None:
    """Give where the demonstration's channels lead to; None where there are none."""
    statement = "SELECT base_url FROM channels WHERE key = ? ORDER BY id LIMIT 1"
    async with database.read() as connection:
        return (await connection.exec_driver_sql(statement, (CHANNEL_KEY,))).scalar()


async def unfinished_tasks(database: Database) -> Sequence[UnfinishedRow]:
    """Read the tasks that the upstream has to go on with."""
    statement = f"SELECT * FROM midjourneys WHERE progress <> '100%' ORDER BY id DESC LIMIT {CAPACITY}"  # noqa: S608
    async with database.read() as connection:
        rows: Any = await connection.exec_driver_sql(statement)
        return list(rows)


async def point_at(database: Database, upstream_url: str) -> None:
    """Lead the demonstration's channels, and the pictures of its tasks, to where the upstream is now."""
    before = await address(database)
    if not before or before == upstream_url:
        return

    async def work(connection: AsyncConnection) -> None:
        for column in ("image_url", "video_url", "video_urls"):
            await connection.exec_driver_sql(
                f"UPDATE midjourneys SET {column} = replace({column}, ?, ?) WHERE instr({column}, ?) > 0",  # noqa: S608
                (before, upstream_url, before),
            )
        await connection.exec_driver_sql(
            "UPDATE channels SET base_url = ? WHERE key = ?", (upstream_url, CHANNEL_KEY)
        )

    await database.write(work)


async def _cast(
    connection: AsyncConnection, users: Sequence[UserRow], channels: Sequence[ChannelRow], now_ms: int
) -> tuple[list[int], list[int], int]:
    await connection.exec_driver_sql(_insert_missing("users", UserRow._fields), list(map(tuple, users)))
    await connection.exec_driver_sql(
        _insert_missing("channels", ChannelRow._fields), list(map(tuple, channels))
    )
    await open_accounts(connection, now_ms)
    await connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    ids = "SELECT id FROM users WHERE deleted_at IS NULL ORDER BY id LIMIT ?"
    user_ids = (await connection.exec_driver_sql(ids, (len(users),))).scalars().all()
    newest = (await connection.exec_driver_sql("SELECT max(id) FROM midjourneys")).scalar()
    return list(user_ids), [channel.id for channel in channels], newest or 0


def _insert_missing(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def _chunks(rows: Iterator[TaskRow]) -> Iterator[list[tuple[object, ...]]]:
    while True:  # SQLite numbers the rows: the story's own ids begin at 1 each time
        yield [row[1:] for row in islice(rows, CHUNK)]


async def _store(database: Database, rows: Sequence[tuple[object, ...]]) -> None:
    await database.write(lambda connection: connection.exec_driver_sql(INSERT_TASK, list(rows)))
