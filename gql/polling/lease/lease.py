"""Who may update the tasks of a database: one process, for as long as it goes on saying so."""

import os
import secrets
import socket
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.clock import Clock
from gql.polling.lease.record import LeaseRecord, LeaseStore
from gql.tasks.changes.errors import LeaseLost

TTL_SECONDS = 6.0
RENEW_SECONDS = 2.0


class Lease:
    """One process's part in the lease.

    A contender takes it over when its record stayed the same for 6 s by the contender's own clock. The
    holder counts the same time from before the request that renewed it, so it has stopped by then. Should
    it be stopped between its last look and its write, the check in the write transaction finds out.

    Attributes:
        rival: who held it when it was last looked at in vain; "" for nobody.
        rival_lives: whether a sign of life of a rival was seen since.
    """

    def __init__(self, store: LeaseStore, clock: Clock, holder: str = "") -> None:
        self._store = store
        self._clock = clock
        self._holder = holder or this_process()
        self._mine: LeaseRecord | None = None
        self._since = 0.0
        self._seen: LeaseRecord | None = None
        self._seen_at = 0.0
        self.rival = ""
        self.rival_lives = False

    @property
    def held(self) -> bool:
        """Whether it is ours at this moment, by our own clock."""
        return self._mine is not None and self._clock.monotonic() - self._since < TTL_SECONDS

    async def hold(self) -> bool:
        """Renew the lease, or take it where it is free; to be called every second or so.

        Raises:
            Unavailable: the record can't be read or written.
        """
        if self._mine and self._clock.monotonic() - self._since >= TTL_SECONDS:
            self._mine = None
        if self._mine is None:
            return await self._contend()
        if self._clock.monotonic() - self._since >= RENEW_SECONDS:
            return await self._renew(self._mine)
        return True

    async def check(self, connection: AsyncConnection) -> None:
        """Make sure in a write transaction that the lease is ours until that one's end.

        Raises:
            LeaseLost: it is not; the transaction must not be committed.
        """
        found = await self._store.within(connection)
        mine = self._mine
        if mine is None or not self.held or (found.holder, found.fence) != (mine.holder, mine.fence):
            self._mine = None
            raise LeaseLost

    async def release(self) -> None:
        """Give the lease back, so that the next holder need not wait; nothing where it is not ours.

        Raises:
            Unavailable: the record can't be written.
        """
        mine, self._mine = self._mine, None
        if mine:
            await self._store.swap(mine, LeaseRecord("", mine.fence, mine.beat + 1))

    async def _contend(self) -> bool:
        before = self._clock.monotonic()
        found = await self._store.read()
        now = self._clock.monotonic()
        if found != self._seen:
            self.rival_lives = self._seen is not None and found.holder != ""
            self._seen, self._seen_at, self.rival = found, now, found.holder
        # Our own name means that the answer to a renewal got lost: it was written after all.
        if found.holder not in {"", self._holder} and now - self._seen_at < TTL_SECONDS:
            return False
        return await self._swap(found, LeaseRecord(self._holder, found.fence + 1, found.beat + 1), before)

    async def _renew(self, mine: LeaseRecord) -> bool:
        before = self._clock.monotonic()
        if await self._swap(mine, replace(mine, beat=mine.beat + 1), before):
            return True
        self._mine = None
        return await self._contend()

    async def _swap(self, seen: LeaseRecord, wanted: LeaseRecord, before: float) -> bool:
        if not await self._store.swap(seen, wanted):
            return False
        self._mine, self._since = wanted, before
        return True


def this_process() -> str:
    """Name this process as no other is named, in words that an operator can find it by."""
    return f"{socket.gethostname()}, process {os.getpid()} ({secrets.token_hex(4)})"
