"""Makes a large database of a small one: telling a million tasks takes minutes, copying them seconds."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

# The copies of a task stand side by side, so that each user's tasks are spread over the whole table.
SPREAD = "({0} - 1) * :times + copy + 1"
CHANGES = {
    "users": {"id": SPREAD.format("id"), "username": "username || '-' || copy", "access_token": "NULL"},
    "midjourneys": {
        "id": SPREAD.format("id"),
        "user_id": SPREAD.format("user_id"),
        "mj_id": "mj_id || printf('%02d', copy)",
    },
}
COPIES = """WITH RECURSIVE copies(copy) AS (
    SELECT 0 UNION ALL SELECT copy + 1 FROM copies WHERE copy + 1 < :times)"""


def multiply(small: Path, large: Path, times: int) -> None:
    """Write a database with so many copies of a database's users and tasks, 100 at most.

    Args:
        small: a database that `mj-gateway seed` made.
        large: where it is written; the indexes are made at the end, when they are made at once.
        times: how many of each.
    """
    shutil.copyfile(small, large)
    with closing(sqlite3.connect(large, isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("ATTACH ? AS small", (str(small),))
        indexes = connection.execute(
            "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = 'midjourneys'"
        ).fetchall()
        connection.execute("BEGIN")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX main.{name}")
        for table, changes in CHANGES.items():
            _copy(connection, table, changes, times)
        for _, statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _copy(connection: sqlite3.Connection, table: str, changes: Mapping[str, str], times: int) -> None:
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    connection.execute(f"DELETE FROM main.{table}")
    connection.execute(
        f"{COPIES} INSERT INTO main.{table} SELECT {values} FROM small.{table} CROSS JOIN copies",
        {"times": times},
    )
