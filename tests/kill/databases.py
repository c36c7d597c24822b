"""Databases of both kinds for tests that kill: unfinished tasks of ten users, and nothing else."""

import time
from collections import Counter
from pathlib import Path

from gql.storage.database import open_database
from tests.servers.sites import Place
from tests.servers.statements import is_mysql
from tests.storage.statements import outside
from tests.tasks.rows import insert

USERS = range(101, 111)
QUOTAS = (10_000, 25_000, 50_000)
OTHERS_ON_POSTGRESQL = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
OTHERS_ON_MYSQL = (
    "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
)
DEADLINE_SECONDS = 30


async def filled(kind: str, newapi_file: Path, tasks: int) -> Path:
    """Make a database, attached or standalone, with so many unfinished tasks."""
    path = newapi_file
    if kind == "standalone":
        path = newapi_file.with_name("own.db")
        await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    fill(path, kind, tasks)
    return path


def fill(place: Place, kind: str, tasks: int) -> None:
    """Leave nothing in a database but so many unfinished tasks, and add their users."""
    needed = {"password": "x"} if kind == "attached" else {}
    outside(
        place,
        "BEGIN",
        "DELETE FROM midjourneys",
        *(user(id=id_, username=f"user{id_}", quota=id_ * 1000, **needed) for id_ in USERS),
        *(insert(**task(number)) for number in range(tasks)),
        "COMMIT",
    )


def user(**values: object) -> str:
    """Give the statement that adds a user."""
    return f"INSERT INTO users ({', '.join(values)}) VALUES ({', '.join(map(repr, values.values()))})"


def task(number: int) -> dict[str, object]:
    """An unfinished task; every tenth was rejected at submission, and so not charged."""
    return {
        "id": 1000 + number,
        "code": 23 if number % 10 == 9 else 1,
        "user_id": USERS[number % len(USERS)],
        "action": "IMAGINE",
        "mj_id": str(number),
        "quota": QUOTAS[number % len(QUOTAS)],
        "status": "SUBMITTED",
        "progress": "0%",
    }


def check_quotas(place: Place) -> int:
    """Make sure that each charged failure is refunded once and nothing else; give the number of refunds."""
    wait_for_the_killed(place)
    failed = outside(place, "SELECT user_id, quota FROM midjourneys WHERE status = 'FAILURE' AND code = 1")
    due = Counter({user: user * 1000 for user in USERS})
    for owner, quota in failed:
        due[owner] += quota
    assert dict(outside(place, f"SELECT id, quota FROM users WHERE id >= {USERS[0]}")) == due
    assert refunds(place) == len(failed)
    check_integrity(place)
    return len(failed)


def check_integrity(place: Place) -> None:
    """Make sure that a file is whole; a server sees to that by itself."""
    if isinstance(place, Path):
        assert outside(place, "PRAGMA integrity_check") == [("ok",)]


def wait_for_the_killed(place: Place) -> None:
    """Wait until a server has ended the sessions of processes that are gone; it does what it had received."""
    if isinstance(place, Path):
        return
    end = time.monotonic() + DEADLINE_SECONDS
    while outside(place, OTHERS_ON_MYSQL if is_mysql(place) else OTHERS_ON_POSTGRESQL) != [(0,)]:
        assert time.monotonic() < end, "a session outlives its client"


def has_log_of_updates(place: Place) -> bool:
    """Tell whether a database is our own."""
    tables = "sqlite_schema WHERE name"
    if isinstance(place, str):
        schema = "database()" if is_mysql(place) else "current_schema()"
        tables = f"information_schema.tables WHERE table_schema = {schema} AND table_name"
    return outside(place, f"SELECT count(*) FROM {tables} = 'mj_gateway_updates'") == [(1,)]


def refunds(place: Place) -> int:
    """How many refunds are written down: in new-api's log, or in our ledger; one for each task."""
    ledger = "SELECT count(DISTINCT task_id), count(*) FROM mj_gateway_ledger WHERE kind = 'refund'"
    logs = "SELECT count(DISTINCT other), count(*) FROM logs WHERE type = 6 AND id > 30"
    [(tasks, entries)] = outside(place, ledger if has_log_of_updates(place) else logs)
    assert tasks == entries
    return int(entries)
