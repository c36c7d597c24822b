"""MySQL and MariaDB, by asyncmy."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from math import ceil
from typing import Any, ClassVar

from sqlalchemy import URL, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.storage.engines.bytewise import Compiler
from gql.storage.engines.engine import Options, SessionLocks
from gql.storage.engines.server import GRACE_SECONDS, IDLE_SECONDS, LOCK_SECONDS, SESSION_SECONDS, Server
from gql.storage.engines.tls import taken_apart
from gql.storage.faults import by_kind
from gql.waiting import no_cancellation_lost

KILL_SECONDS = 5
# The servers' own default, after which a session that nobody uses is ended.
UNUSED_SECONDS = 28_800
# Comments that MariaDB alone reads, and such that MySQL alone reads.
READ_ONLY_SESSION = "autocommit = 1 /*M!100001 , tx_read_only = 1 */ /*!50720 , transaction_read_only = 1 */"
# Names of locks are those of the whole server, and of 64 characters at most.
NAME = "concat('mj-gateway.', left(sha2(database(), 256), 32), '.{}')"
UPDATER, SERIAL, SCHEMA = (NAME.format(name) for name in ("updater", "serial", "schema"))
# A table that vanished, or that we may not read, is nothing that a client could mend.
GONE = (1142, 1143, 1146)
# The whole transaction is rolled back; a lock time-out (1205) rolls the statement back alone.
DEADLOCKS = (1213,)
READ_ONLY = (1290, 1792, 1836)
# What a server does with a value that does not fit, or with a backslash, is not left to its settings.
# In MySQL, counts and numbers of rows have no sign: a difference below 0 is an error if nothing else is said.
MODES = (
    "STRICT_ALL_TABLES",
    "NO_ZERO_IN_DATE",
    "ERROR_FOR_DIVISION_BY_ZERO",
    "NO_ENGINE_SUBSTITUTION",
    "NO_UNSIGNED_SUBTRACTION",
)
MODE = f"'{','.join(MODES)}'"


class MySQL(Server):
    """A database of MySQL 8 or MariaDB 10.6, or newer."""

    compiler = Compiler
    schema: ClassVar[str] = "database()"
    lock_tables: ClassVar[str] = f"SELECT get_lock({SCHEMA}, 3600)"
    writers_last_seconds: ClassVar[int] = IDLE_SECONDS - 2  # the server ends those that are idle for longer
    locks: SessionLocks | None = SessionLocks(
        limit=f"SET SESSION wait_timeout = {SESSION_SECONDS}",
        session="SELECT connection_id()",
        take=f"SELECT get_lock({UPDATER}, 0)",
        holder=f"SELECT coalesce(is_used_lock({UPDATER}), 0)",
        serialize=f"SELECT get_lock({SERIAL}, {LOCK_SECONDS})",
    )

    writable: str | None = "SELECT NOT @@global.read_only"

    def __init__(self, url: URL, options: Options) -> None:
        rest, self._tls = taken_apart(url)
        query = {"charset": "utf8mb4", **rest.query}
        super().__init__(rest.set(drivername="mysql+asyncmy", query=query), options)

    @asynccontextmanager
    async def lend(self, reader: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Lend a reader's connection until the deadline, and end on the server what is cancelled here."""
        with no_cancellation_lost():  # asyncmy waits by `asyncio.wait_for`
            async with super().lend(reader) as connection:
                pooled: Any = connection.sync_connection
                thread = pooled.connection.driver_connection.thread_id()
                try:
                    yield connection
                except asyncio.CancelledError:
                    if connection.invalidated:  # in the middle of a statement: the server would go on
                        await asyncio.shield(self._kill(thread))
                    raise

    def writing(self, *, ours: bool = True) -> AsyncEngine:
        """Make the engine of the writers, and let a lock go with the transaction that took it."""
        engine = super().writing(ours=ours)
        if ours:
            return engine

        @event.listens_for(engine.sync_engine, "reset")
        def _ended(connection: Any, _: Any, state: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own event signature
            if not state.terminate_only:
                # As often as it was taken; a session of a writer has no other.
                connection.cursor().execute("DO release_all_locks()")

        return engine

    def _arguments(self) -> dict[str, Any]:
        tls = {"ssl": self._tls} if self._tls else {}
        return {"connect_timeout": self.options.connect_seconds, "init_command": _set(), **tls}

    def _of_readers(self) -> dict[str, Any]:
        return self._limited(_set(*self._limits(UNUSED_SECONDS), READ_ONLY_SESSION))

    def _of_writers(self) -> dict[str, Any]:
        # A session keeps rows in its transaction, and the lock of the updater's writes a moment longer.
        return self._limited(_set(*self._limits(IDLE_SECONDS), f"innodb_lock_wait_timeout = {LOCK_SECONDS}"))

    def _limits(self, idle_seconds: int) -> tuple[str, ...]:
        seconds = self.options.statement_seconds
        mariadb, mysql = f"max_statement_time = {seconds}", f"max_execution_time = {int(seconds * 1000)}"
        # MySQL's limit is for what reads; a write would wait a year for a table that another one has locked.
        waits = f"wait_timeout = {idle_seconds}, lock_wait_timeout = {ceil(seconds)}"
        return (f"{waits} /*M!100101 , {mariadb} */ /*!50708 , {mysql} */",)

    def _limited(self, command: str) -> dict[str, Any]:
        return {"init_command": command, "read_timeout": self.options.statement_seconds + GRACE_SECONDS}

    def _is_closed(self, driver: Any) -> bool:  # noqa: ANN401 - asyncmy's
        return bool(driver._stream_broken)  # noqa: SLF001 - nothing public tells it without a round trip

    def _refuses_writes(self, error: BaseException) -> bool:
        return _code(error) in READ_ONLY

    def _is_fault(self, error: DBAPIError) -> bool:
        return _code(error.orig) in GONE or by_kind(error)

    def _is_deadlock(self, error: DBAPIError) -> bool:
        return _code(error.orig) in DEADLOCKS

    async def _kill(self, thread: int) -> None:
        engine = self.session()
        try:
            with suppress(DBAPIError, OSError):  # gone already
                async with asyncio.timeout(KILL_SECONDS), engine.connect() as connection:
                    await connection.execute(text(f"KILL {thread:d}"))
        finally:
            await engine.dispose()


def _set(*assignments: str) -> str:
    return f"SET SESSION {', '.join((f'sql_mode = {MODE}', *assignments))}"


def _code(error: BaseException | None) -> int:
    arguments = getattr(error, "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], int) else 0
