"""Statements on a database: as the gateway makes them, and from outside as another program would."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.storage.database import Database
from tests.servers.sites import Place
from tests.servers.statements import fill, on_server

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def fetch(database: Database, statement: str) -> list[tuple[Any, ...]]:
    """Read rows through the gateway's readers."""
    async with database.read() as connection:
        return [tuple(row) for row in await connection.exec_driver_sql(statement)]


def executing(*statements: str) -> Callable[[AsyncConnection], Awaitable[None]]:
    """Make the work of a write transaction."""

    async def work(connection: AsyncConnection) -> None:
        for statement in statements:
            await connection.exec_driver_sql(statement)

    return work


def adding(*usernames: str) -> Callable[[AsyncConnection], Awaitable[None]]:
    """Make the work that adds users, each with a statement of its own."""
    return executing(*(f"INSERT INTO users (username) VALUES ('{username}')" for username in usernames))


def outside(place: Place, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in a connection of another program, and give the last one's rows."""
    if isinstance(place, str):
        return on_server(place, *statements)
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows


def tasks_replaced(place: Place, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put tasks in the place of all others, whatever their texts are; each row names the same columns."""
    columns, values = [*rows[0]], [tuple(row.values()) for row in rows]
    outside(place, "DELETE FROM midjourneys")
    if isinstance(place, str):
        fill(place, "midjourneys", columns, values)
        return
    marks = ", ".join("?" * len(columns))
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.executemany(f"INSERT INTO midjourneys ({', '.join(columns)}) VALUES ({marks})", values)
