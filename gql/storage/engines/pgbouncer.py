"""PostgreSQL behind PgBouncer in transaction mode: each transaction may be on another of its connections.

A session keeps nothing from one transaction to the next: no setting, no prepared statement, no lock and no
LISTEN. So reads are transactions too, and each begins with its own limits.
"""

from typing import Any, Final

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.storage.engines.engine import POOLER, Options
from gql.storage.engines.postgresql import PostgreSQL
from gql.storage.engines.server import GRACE_SECONDS, IDLE_SECONDS, LOCK_SECONDS, READERS

# The unnamed statement: PgBouncer 1.18 does not know which of its connections has a named one.
UNPREPARED: Final = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": str,
}


class PooledPostgreSQL(PostgreSQL):
    """A database whose URL says `pgbouncer=true`."""

    locks = None

    def __init__(self, url: URL, options: Options) -> None:
        super().__init__(url.difference_update_query([POOLER]), options)

    def quick(self, reader: AsyncEngine) -> None:  # noqa: ARG002 - a server's own matter
        """Read everything by SQLAlchemy, which begins each read with its limits."""
        return

    def notices(self) -> None:
        """Tell nobody of changes: whoever listens needs a session."""
        return

    def reading(self) -> AsyncEngine:
        """Make the engine of the readers; each statement of theirs sees what is committed when it starts."""
        limits = {"statement_timeout": self._milliseconds}
        engine = self._pooled(limits, self.options.pool or READERS)
        return engine.execution_options(postgresql_readonly=True)

    def _of_writers(self) -> dict[str, Any]:
        return {"command_timeout": self.options.statement_seconds + GRACE_SECONDS}

    def writing(self, *, ours: bool = True) -> AsyncEngine:
        """Make the engine of the writers."""
        engine = super().writing(ours=ours)
        seconds = {"lock_timeout": LOCK_SECONDS, "idle_in_transaction_session_timeout": IDLE_SECONDS}
        limits = {name: value * 1000 for name, value in seconds.items()}
        return _limited(engine, {"statement_timeout": self._milliseconds, **limits})

    @property
    def _milliseconds(self) -> int:
        return int(self.options.statement_seconds * 1000)

    def _arguments(self) -> dict[str, Any]:
        return super()._arguments() | UNPREPARED

    def _pooled(self, limits: dict[str, int], size: int) -> AsyncEngine:
        return _limited(self._engine("READ COMMITTED", self._of_writers(), pool_size=size), limits)

    def _engine(self, isolation: str, arguments: Any, **pool: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's
        engine = super()._engine(isolation, arguments, **pool)
        dialect: Any = engine.dialect
        # They ask outside of transactions for what JSON columns need, of which there are none.
        dialect.setup_asyncpg_json_codec = dialect.setup_asyncpg_jsonb_codec = _nothing
        return engine


def _limited(engine: AsyncEngine, limits: dict[str, int]) -> AsyncEngine:
    settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in limits.items())

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT {settings}")

    return engine


async def _nothing(_: AsyncConnection) -> None:
    pass
