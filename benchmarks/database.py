"""The measured databases: made once by `mj-gateway seed`, kept between runs, and what is known of them."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rich.console import Console

from benchmarks.multiply import multiply

FOLDER = Path(".data/bench")
TOLD = 100_000
TASKS_OF_A_USER = 5000
BYTES_OF_A_TASK = 2000
ADMIN_ROLE = 10
DRIVER = "sqlite+aiosqlite:///"


class Kind(Enum):
    """A kind of database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Account:
    """A user who asks."""

    id: int
    token: str
    tasks: int


@dataclass(frozen=True)
class Facts:
    """What the requests need to know of a database.

    `own` is the user with nearest to 5,000 tasks, `mj_id` a task of theirs, `submitted_from` and
    `submitted_to` (milliseconds) the bounds of the middle third of their tasks; `accounts` are those who have
    the most tasks first; `last_page` is that of all tasks, 20 each.
    """

    admin: Account
    own: Account
    accounts: tuple[Account, ...]
    mj_id: str
    submitted_from: int
    submitted_to: int
    last_page: int


@dataclass(frozen=True)
class Database:
    """A database with so many tasks.

    Of a copy that PostgreSQL serves, `server` is the gateway's URL and `processes` has the server's process.
    """

    rows: int
    kind: Kind = Kind.SQLITE
    server: str = ""
    processes: tuple[int, ...] = ()

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.rows}.db"

    @property
    def address(self) -> str:
        """What a peer is told: a path, or a plain URL."""
        return self.server.replace("+asyncpg", "") or str(self.file.absolute())

    @property
    def url(self) -> str:
        """What the gateway is told."""
        return self.server or f"{DRIVER}{self.address}"

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Connect to the file."""
        with closing(sqlite3.connect(self.file, timeout=30)) as connection:
            yield connection

    def make(self) -> None:
        """Make it where it is not there yet; a broken attempt is thrown away."""
        if self.file.exists():
            return
        megabytes = self.rows * BYTES_OF_A_TASK // 1_000_000
        Console().print(f"{self.file} is made, about {megabytes} MB; it is kept for the next time.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        begun = self.file.with_suffix(".part")
        begun.unlink(missing_ok=True)
        if self.rows > TOLD:
            small = Database(TOLD)
            small.make()
            multiply(small.file, begun, self.rows // TOLD)
        else:
            self._tell(begun)
        with closing(sqlite3.connect(begun)) as connection:
            connection.execute("UPDATE users SET access_token = printf('benchmark-token-of-user-%08d', id)")
            connection.commit()
        begun.rename(self.file)

    def _tell(self, file: Path) -> None:
        amount = ["--tasks", str(self.rows), "--users", str(max(2, self.rows // TASKS_OF_A_USER))]
        command = [sys.executable, "-m", "gql", "seed", *amount, "--database-url", f"{DRIVER}{file}"]
        subprocess.run(command, check=True)  # noqa: S603 - our own command

    def facts(self) -> Facts:
        """Read what the requests need."""
        with self.connection() as connection:
            accounts, admin = _accounts(connection)
            own = min(accounts, key=lambda account: abs(account.tasks - TASKS_OF_A_USER))
            tasks = connection.execute(
                "SELECT mj_id, submit_time FROM midjourneys WHERE user_id = ? ORDER BY id", (own.id,)
            ).fetchall()
            (total,) = connection.execute("SELECT count(*) FROM midjourneys").fetchone()
        third = len(tasks) // 3
        return Facts(
            admin=admin,
            own=own,
            accounts=tuple(accounts),
            mj_id=tasks[len(tasks) // 2][0],
            submitted_from=tasks[third][1],
            submitted_to=tasks[2 * third][1],
            last_page=-(-total // 20),
        )


def _accounts(connection: sqlite3.Connection) -> tuple[list[Account], Account]:
    rows = connection.execute(
        """SELECT id, access_token, (SELECT count(*) FROM midjourneys WHERE user_id = users.id) AS tasks, role
        FROM users WHERE status = 1 ORDER BY tasks DESC"""
    ).fetchall()
    accounts = [Account(*row[:3]) for row in rows if row[2]]
    return accounts, next(Account(*row[:3]) for row in rows if row[3] == ADMIN_ROLE)
