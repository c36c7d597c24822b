"""PostgreSQL with a measured database in it: a server of its own, which ends with the run."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import asyncpg
from rich.console import Console

from benchmarks.database import Database, Kind
from benchmarks.machine import Cores
from gql.storage.database import open_database
from tests.servers.postgresql import PostgreSQL

TABLES = ("users", "channels", "midjourneys")
SETTINGS = ("shared_buffers=1GB", "max_wal_size=4GB", "maintenance_work_mem=256MB", "jit=off")
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix_midjourneys%'"


@contextmanager
def served(source: Database) -> Iterator[Database]:
    """Serve a copy of an SQLite database, on the core of those who write."""
    server = PostgreSQL(*SETTINGS)
    try:
        server.start()
        processes = (server.process.process.pid,) if server.process.process else ()
        for process_id in processes:
            os.sched_setaffinity(process_id, {Cores.here().writer})
        Console().print(f"{source.rows:,} tasks are copied into PostgreSQL.")
        database = replace(source, kind=Kind.POSTGRESQL, server=server.url(), processes=processes)
        asyncio.run(copy(source, database))
        yield database
    finally:
        server.stop()


async def copy(source: Database, database: Database) -> None:
    """Make the gateway's tables and fill them; the indexes last, each at once."""
    await (await open_database(database.url)).close()
    connection = await asyncpg.connect(database.address)
    try:
        indexes = await connection.fetch(INDEXES)
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        with source.connection() as rows:
            for table in TABLES:
                await _copy(rows, connection, table)
        for index in indexes:
            await connection.execute(index["indexdef"])
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _copy(source: sqlite3.Connection, target: asyncpg.Connection, table: str) -> None:
    columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{column}"' for column in columns)
    rows = source.execute(f"SELECT {names} FROM {table} ORDER BY id")
    await target.copy_records_to_table(table, records=rows, columns=columns)
