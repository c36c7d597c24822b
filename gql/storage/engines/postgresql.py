"""PostgreSQL, by asyncpg."""

from typing import Any, ClassVar

import asyncpg
from sqlalchemy import URL, BinaryExpression, String
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from gql.storage.engines.driver_reads import DriverReads
from gql.storage.engines.engine import Notices, Options, Positions, QuickReads, SessionLocks
from gql.storage.engines.notices import PostgreSQLNotices
from gql.storage.engines.server import (
    GRACE_SECONDS,
    IDLE_SECONDS,
    LOCK_SECONDS,
    READERS,
    SESSION_SECONDS,
    Server,
)
from gql.storage.engines.tls import taken_apart

# The first of the two numbers of each advisory lock of ours: "mjgw". Locks of other databases are others.
OURS = 0x6D6A6777
UPDATER, SERIAL, SCHEMA = 1, 2, 3
# SQLSTATE classes of what was asked for: data, constraints, syntax; all others lie in the database.
ASKED = ("22", "23", "42")
# A table that vanished, or that we may not read, is nothing that a client could mend.
GONE = ("42P01", "42501")
DEADLOCKS = ("40001", "40P01")
READ_ONLY = ("25006",)


class Compiler(PGCompiler_asyncpg):
    """Compares without case as SQLite does: ASCII letters alone."""

    def visit_icontains_op_binary(self, binary: BinaryExpression[Any], operator: Any, **kw: Any) -> str:  # noqa: ANN401, ARG002 - SQLAlchemy's own signature
        """Fold both sides by the collation C, which knows no letters but those of ASCII."""
        text, part = (
            f'lower({self.process(side, **kw)} COLLATE "C")' for side in (binary.left, binary.right)
        )
        escape = super().render_literal_value(  # type: ignore[no-untyped-call]
            binary.modifiers["escape"], String()
        )
        return f"{text} LIKE '%' || {part} || '%' ESCAPE {escape}"


class PostgreSQL(Server):
    """A database of PostgreSQL 15 or newer."""

    compiler = Compiler
    schema: ClassVar[str] = "current_schema()"
    lock_tables: ClassVar[str] = f"SELECT 1 FROM pg_advisory_xact_lock({OURS}, {SCHEMA})"  # noqa: S608 - constants
    locks: SessionLocks | None = SessionLocks(
        limit=f"SET idle_session_timeout = {SESSION_SECONDS * 1000}",
        session="SELECT pg_backend_pid()",
        take=f"SELECT pg_try_advisory_lock({OURS}, {UPDATER})::int",
        holder="SELECT coalesce((SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"  # noqa: S608 - constants
        f" AND classid = {OURS} AND objid = {UPDATER} AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())), 0)",
        serialize=f"SELECT 1 FROM pg_advisory_xact_lock({OURS}, {SERIAL})",  # noqa: S608 - constants
    )

    positions: Positions | None = Positions(
        written="SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint",
        replayed="SELECT CASE WHEN pg_is_in_recovery()"
        " THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END",
    )
    writable: str | None = "SELECT (NOT pg_is_in_recovery())::int"

    def __init__(self, url: URL, options: Options) -> None:
        rest, self._tls = taken_apart(url)
        super().__init__(rest, options)

    def quick(self, reader: AsyncEngine) -> QuickReads | None:
        """Make what reads by the driver over the readers' connections."""
        options = self.options
        return DriverReads(reader, options.pool or READERS, options.statement_seconds)

    def notices(self) -> Notices | None:
        """Tell of changes by NOTIFY."""
        return PostgreSQLNotices(self.session)

    def _arguments(self) -> dict[str, Any]:
        tls = {} if self._tls is None else {"ssl": self._tls}
        named = {"server_settings": {"application_name": "mj-gateway"}}
        return {"timeout": self.options.connect_seconds, **named, **tls}

    def _of_readers(self) -> dict[str, Any]:
        # One plan for all values takes ten times as long for some; one for each is soon made.
        return self._limited(default_transaction_read_only="on", plan_cache_mode="force_custom_plan")

    def _of_writers(self) -> dict[str, Any]:
        return self._limited(
            lock_timeout=str(LOCK_SECONDS * 1000),
            idle_in_transaction_session_timeout=str(IDLE_SECONDS * 1000),
        )

    def _limited(self, **settings: str) -> dict[str, Any]:
        seconds = self.options.statement_seconds
        limit = {"application_name": "mj-gateway", "statement_timeout": str(int(seconds * 1000))}
        return {"command_timeout": seconds + GRACE_SECONDS, "server_settings": limit | settings}

    def _is_closed(self, driver: "asyncpg.Connection[Any]") -> bool:
        return bool(driver.is_closed())

    def _refuses_writes(self, error: BaseException) -> bool:
        return getattr(error, "sqlstate", None) in READ_ONLY

    def _is_fault(self, error: DBAPIError) -> bool:
        code = getattr(error.orig, "sqlstate", None)
        return code is None or code in GONE or not code.startswith(ASKED)

    def _is_deadlock(self, error: DBAPIError) -> bool:
        return getattr(error.orig, "sqlstate", None) in DEADLOCKS
