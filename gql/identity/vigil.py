"""The vigil: whoever keeps a connection open is looked at again and again, as their rights may end."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest

from structlog import get_logger

from gql.clock import Clock
from gql.errors import GatewayError, TokenInvalid, Unavailable
from gql.identity.authenticate import admitted
from gql.identity.credentials import Credentials
from gql.identity.model import Viewer
from gql.identity.repository import Account, UserRepository
from gql.storage.catalog import Kind
from gql.storage.deadline import reads_end_after

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often sessions are looked at.

    Attributes:
        every_seconds: between two rounds.
        round_seconds: that one may take; with the pause before it, rights end as soon as is promised.
        unseen_seconds: how long a session goes on that could not be looked at: a busy database must not cut
            everybody off, who would all come again at once.
    """

    every_seconds: float
    round_seconds: float
    unseen_seconds: float = 60

    @classmethod
    def of(cls, kind: Kind) -> "Rounds":
        """Give those of a database: new-api's is asked less often than our own."""
        return cls(2, 3) if kind is Kind.STANDALONE else cls(10, 20)


class Session:
    """Someone who was let in and has stayed.

    Attributes:
        viewer: as last looked at, the same object while nothing changes; the role may have changed.
        error: why the rights have ended; None before.
        listeners: called when the rights end; whoever adds one takes it away again.
        watchers: called then too, and when the viewer is another object, of less rights perhaps; likewise.
    """

    def __init__(self, viewer: Viewer, token: str, seen: float) -> None:
        self.viewer = viewer
        self.error: GatewayError | None = None
        self.listeners: set[Callable[[], object]] = set()
        self.watchers: set[Callable[[], object]] = set()
        self.seen = seen
        self._token = token

    def look_at(self, account: Account | None, now: float) -> None:
        """Take over how the user is now, or end the session where they would not be let in again."""
        try:
            if account is None or account.deleted or not compare_digest(account.access_token, self._token):
                raise TokenInvalid
            viewer = admitted(account)
        except GatewayError as error:
            self.end(error)
            return
        self.seen = now
        if viewer != self.viewer:
            self.viewer = viewer
            for watcher in tuple(self.watchers):
                watcher()

    def end(self, error: GatewayError) -> None:
        """End the rights, with the reason that the client is told; the first reason stays."""
        if self.error is None:
            self.error = error
            for listener in self.listeners | self.watchers:
                listener()


class Vigil:
    """Looks at the open sessions of a process, all of them by one statement a round."""

    def __init__(self, users: UserRepository, clock: Clock, rounds: Rounds) -> None:
        self._users = users
        self._clock = clock
        self._rounds = rounds
        self._sessions: set[Session] = set()
        self._occupied = asyncio.Event()

    def __len__(self) -> int:
        return len(self._sessions)

    @contextmanager
    def session(self, viewer: Viewer, credentials: Credentials) -> Iterator[Session]:
        """Keep a session open within the block.

        Args:
            viewer: whom the `Authenticator` has just let in.
            credentials: those that it was given.
        """
        session = Session(viewer, credentials.token(), self._clock.monotonic())
        self._sessions.add(session)
        self._occupied.set()
        try:
            yield session
        finally:
            self._sessions.discard(session)
            if not self._sessions:
                self._occupied.clear()

    async def run(self) -> None:
        """Look again at the sessions, every few seconds while there are any, until cancelled."""
        while True:
            await self._occupied.wait()
            await self.tick()
            await asyncio.sleep(self._rounds.every_seconds)

    async def tick(self) -> None:
        """Look at all sessions once; those that could not be looked at for long are ended (`Unavailable`)."""
        sessions, now = tuple(self._sessions), self._clock.monotonic()
        try:
            with reads_end_after(self._rounds.round_seconds):
                async with asyncio.timeout(self._rounds.round_seconds):
                    accounts = await self._users.accounts({session.viewer.id for session in sessions})
        except (Unavailable, TimeoutError):
            self._give_up()
            return
        for session in sessions:
            session.look_at(accounts.get(session.viewer.id), now)

    def _give_up(self) -> None:
        late = self._clock.monotonic() - self._rounds.unseen_seconds
        unseen = [session for session in self._sessions if session.seen <= late]
        log.warning("sessions_not_looked_at", sessions=len(self._sessions), ended=len(unseen))
        for session in unseen:
            session.end(Unavailable())
