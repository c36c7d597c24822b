"""Databases of both kinds for tests that kill: unfinished tasks of ten users, and nothing else."""

from collections import Counter
from pathlib import Path

from gql.storage.database import open_database
from tests.storage.statements import outside
from tests.tasks.rows import insert

USERS = range(101, 111)
QUOTAS = (10_000, 25_000, 50_000)


async def filled(kind: str, newapi_file: Path, tasks: int) -> Path:
    """Make a database, attached or standalone, with so many unfinished tasks."""
    path = newapi_file
    needed = {"password": "x"} if kind == "attached" else {}
    if kind == "standalone":
        path = newapi_file.with_name("own.db")
        await (await open_database(f"sqlite+aiosqlite:///{path}")).close()
    outside(
        path,
        "BEGIN",
        "DELETE FROM midjourneys",
        *(user(id=id_, username=f"user{id_}", quota=id_ * 1000, **needed) for id_ in USERS),
        *(insert(**task(number)) for number in range(tasks)),
        "COMMIT",
    )
    return path


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


def check_quotas(file: Path) -> int:
    """Make sure that each charged failure is refunded once and nothing else; give the number of refunds."""
    failed = outside(file, "SELECT user_id, quota FROM midjourneys WHERE status = 'FAILURE' AND code = 1")
    due = Counter({user: user * 1000 for user in USERS})
    for owner, quota in failed:
        due[owner] += quota
    assert dict(outside(file, f"SELECT id, quota FROM users WHERE id >= {USERS[0]}")) == due
    assert refunds(file) == len(failed)
    assert outside(file, "PRAGMA integrity_check") == [("ok",)]
    return len(failed)


def refunds(file: Path) -> int:
    """How many refunds are written down: in new-api's log, or in our ledger; one for each task."""
    [(has_ledger,)] = outside(file, "SELECT count(*) FROM sqlite_schema WHERE name = 'mj_gateway_ledger'")
    ledger = "SELECT count(DISTINCT task_id), count(*) FROM mj_gateway_ledger WHERE kind = 'refund'"
    logs = "SELECT count(DISTINCT other), count(*) FROM logs WHERE type = 6 AND id > 30"
    [(tasks, entries)] = outside(file, ledger if has_ledger else logs)
    assert tasks == entries
    return int(entries)
