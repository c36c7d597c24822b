"""The lease as a lock of a session with new-api's database server, where no table may be made."""

from itertools import count

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.polling.lease.record import LeaseRecord
from gql.storage.database import Database
from gql.storage.session_lock import SessionLock


class LeaseLock:
    """Keeps the record in this process, for as long as its session has the lock.

    The server ends the session of a holder that it does not hear of for as long as a lease lasts. Of others
    it only tells that they live, which counts as a beat each time.
    """

    def __init__(self, database: Database, lock: SessionLock) -> None:
        self._database = database
        self._lock = lock
        self._mine = LeaseRecord()
        self._beats = count(1)

    async def read(self) -> LeaseRecord:
        """Ask who has the lock."""
        async with self._database.read() as connection:
            return self._record(await self._lock.holder(connection))

    async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
        """Take the lock, keep it or give it back; nobody else can have it where we get it."""
        if wanted.holder == "":
            ours = seen == self._mine
            await self._lock.release()
        else:
            ours = await self._lock.take()
        self._mine = wanted if ours else LeaseRecord()
        return ours

    async def within(self, connection: AsyncConnection) -> LeaseRecord:
        """Ask who has the lock, and keep whoever takes it now waiting until the transaction's end."""
        return self._record(await self._lock.fenced(connection))

    def _record(self, session: int) -> LeaseRecord:
        if session == 0:
            return LeaseRecord()
        if session == self._lock.session:
            return self._mine
        return LeaseRecord(f"session {session} of the database", session, next(self._beats))
