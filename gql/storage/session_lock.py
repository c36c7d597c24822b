"""A lock that one process has as long as its session with the server lasts."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.errors import Unavailable
from gql.storage.engines.engine import Engine, SessionLocks
from gql.storage.faults import told_as_unavailable


class SessionLock:
    """The lock of a database, on a connection of its own.

    The server ends a session that is not heard of for 6 s, and gives its lock to whoever asks next. What is
    written under the lock is checked in the transaction that writes, so that a process that was stopped and
    woken writes nothing any more.
    """

    def __init__(self, engine: Engine, sql: SessionLocks) -> None:
        self._engine = engine
        self._sql = sql
        self._sessions: AsyncEngine | None = None
        self._connection: AsyncConnection | None = None
        self._session = 0

    @property
    def session(self) -> int:
        """The number of the session that has the lock; 0 where it is not ours."""
        return self._session

    async def take(self) -> bool:
        """Take the lock, or make sure that it still is ours.

        Raises:
            Unavailable: the server can't be asked.
        """
        with told_as_unavailable(self._engine.means_away):
            try:
                return await self._still_ours() or await self._taken()
            except BaseException:
                await self.release()
                raise

    async def holder(self, connection: AsyncConnection) -> int:
        """Tell the number of the session that has the lock; 0 for none."""
        return int((await connection.execute(text(self._sql.holder))).scalar_one())

    async def fenced(self, connection: AsyncConnection) -> int:
        """Tell in a write transaction who has the lock: whoever takes it writes after this transaction's end.

        Raises:
            Unavailable: another transaction is not ended in time.
        """
        if (await connection.execute(text(self._sql.serialize))).scalar() != 1:
            raise Unavailable
        return await self.holder(connection)

    async def release(self) -> None:
        """Give the lock back, and the connection; nothing where it is not ours."""
        connection, self._connection, self._session = self._connection, None, 0
        sessions, self._sessions = self._sessions, None
        if connection:
            await connection.close()  # as there is no pool, the session ends
        if sessions:
            await sessions.dispose()

    async def _still_ours(self) -> bool:
        if self._connection is None:
            return False
        try:
            return await self.holder(self._connection) == self._session
        except DBAPIError:
            await self.release()
            return False

    async def _taken(self) -> bool:
        await self.release()
        self._sessions = self._engine.session().execution_options(isolation_level="AUTOCOMMIT")
        self._connection = await self._sessions.connect()
        await self._connection.execute(text(self._sql.limit))
        taken = (await self._connection.execute(text(self._sql.take))).scalar() == 1
        if taken:
            self._session = int((await self._connection.execute(text(self._sql.session))).scalar_one())
        else:
            await self.release()
        return taken
