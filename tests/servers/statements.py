"""Statements on a server's database from outside, as another program would make them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from threading import Thread
from typing import Any, TypeVar

import asyncmy
import asyncpg
from sqlalchemy import URL, make_url

Rows = list[tuple[Any, ...]]
Result = TypeVar("Result")
# Of a statement that waits for a lock, also one of the event loop that waits for the statement.
DEADLINE_SECONDS = 60


def on_server(url: str, *statements: str) -> Rows:
    """Run statements in a connection of their own, each committed by itself, and give the last one's rows."""
    return elsewhere(lambda: _run(make_url(url), statements))


def named(url: str, statement: str) -> list[dict[str, Any]]:
    """Run a query, and give each row by the names of its columns."""
    return elsewhere(lambda: _named(make_url(url), statement))


def affected(url: str, statement: str) -> int:
    """Run a statement that changes rows, and tell how many it found."""
    return elsewhere(lambda: _affected(make_url(url), statement))


def fill(url: str, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows into a table."""
    elsewhere(lambda: _fill(make_url(url), table, columns, rows))


def elsewhere(work: Callable[[], Awaitable[Result]]) -> Result:
    """Run something in an event loop of a thread of its own, and wait for it."""

    async def whole() -> Result:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(whole())).result()


def is_mysql(url: str) -> bool:
    return url.startswith("mysql")


async def _run(url: URL, statements: Sequence[str]) -> Rows:
    async with _connected(url) as connection:
        if url.get_backend_name() == "mysql":
            async with connection.cursor() as cursor:
                for statement in statements:
                    await cursor.execute(statement)
                return [tuple(row) for row in await cursor.fetchall() or ()]
        found: list[Any] = []
        for statement in statements:
            found = await connection.fetch(statement)
        return [tuple(row) for row in found]


async def _named(url: URL, statement: str) -> list[dict[str, Any]]:
    async with _connected(url) as connection:
        if url.get_backend_name() == "mysql":
            async with connection.cursor() as cursor:
                await cursor.execute(statement)
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
        return [dict(row) for row in await connection.fetch(statement)]


async def _affected(url: URL, statement: str) -> int:
    async with _connected(url) as connection:
        if url.get_backend_name() == "mysql":
            async with connection.cursor() as cursor:
                return int(await cursor.execute(statement))
        return int(str(await connection.execute(statement)).rpartition(" ")[2])


async def _fill(url: URL, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    async with _connected(url) as connection:
        if url.get_backend_name() == "mysql":
            names = ", ".join(f"`{column}`" for column in columns)
            marks = ", ".join(["%s"] * len(columns))
            async with connection.cursor() as cursor:
                await cursor.executemany(f"INSERT INTO `{table}` ({names}) VALUES ({marks})", rows)
        else:
            await connection.copy_records_to_table(table, records=rows, columns=columns)


@asynccontextmanager
async def _connected(url: URL) -> AsyncIterator[Any]:
    """Connect, and let go of the connection in any case."""
    mysql = url.get_backend_name() == "mysql"
    connection = await (_mysql(url) if mysql else _postgresql(url))
    try:
        yield connection
    finally:
        await (connection.ensure_closed() if mysql else connection.close())


async def _postgresql(url: URL) -> Any:
    return await asyncpg.connect(host=url.host, port=url.port, user=url.username, database=url.database)


async def _mysql(url: URL) -> Any:
    return await asyncmy.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        database=url.database,
        charset="utf8mb4",
        autocommit=True,
    )


@contextmanager
def holding(url: str, table: str) -> Iterator[None]:
    """Keep everybody else from reading a table while the block lasts."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    connection = run(_mysql(make_url(url)) if is_mysql(url) else _postgresql(make_url(url)))
    try:
        run(_lock(connection, table, mysql=is_mysql(url)))
        yield
    finally:
        run(connection.ensure_closed() if is_mysql(url) else connection.close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _lock(connection: Any, table: str, *, mysql: bool) -> None:
    if mysql:
        await connection.cursor().execute(f"LOCK TABLES {table} WRITE")
    else:
        await connection.execute(f"BEGIN; LOCK TABLE {table}")
