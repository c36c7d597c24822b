"""Clients that hold a connection open: who they are, how many, and when it is over."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto

from gql.errors import GatewayError, TokenInvalid
from gql.execution.streams.errors import TooManyClients
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Viewer
from gql.identity.vigil import Session, Vigil


class Ending(Enum):
    """Why a connection ends."""

    DONE = auto()
    GONE = auto()
    REVOKED = auto()
    CLOSING = auto()


class Client:
    """One client.

    Attributes:
        session: who it is.
        over: has a result as soon as the connection must end.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.over: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()

    @property
    def reason(self) -> GatewayError:
        """Say why the rights have ended."""
        return self.session.error or TokenInvalid()

    def revoke(self) -> None:
        """End the connection, as the viewer's rights have ended."""
        self._end(Ending.REVOKED)

    def close(self) -> None:
        """End the connection, as the gateway shuts down."""
        self._end(Ending.CLOSING)

    def _end(self, ending: Ending) -> None:
        if not self.over.done():
            self.over.set_result(ending)


class Clients:
    """All clients of the process."""

    def __init__(self, authenticator: Authenticator, vigil: Vigil, most: int) -> None:
        """Begin with none.

        Args:
            authenticator: says who they are.
            vigil: looks at them again and again.
            most: how many connections one viewer may hold open.
        """
        self._authenticator = authenticator
        self._vigil = vigil
        self._most = most
        self._clients: set[Client] = set()
        self._count: Counter[int] = Counter()
        self.closing = False

    def __len__(self) -> int:
        return len(self._clients)

    async def viewer(self, credentials: Credentials) -> Viewer:
        """Say who asks; see `Authenticator.viewer`."""
        return await self._authenticator.viewer(credentials, user_required=False)

    @asynccontextmanager
    async def admit(self, credentials: Credentials) -> AsyncIterator[Client]:
        """Let a client in for as long as the block lasts.

        Raises:
            Unauthenticated, Forbidden, Unavailable: see `Authenticator.viewer`.
            TooManyClients: the viewer holds as many connections as allowed.
        """
        viewer = await self.viewer(credentials)
        if self._count[viewer.id] >= self._most:
            raise TooManyClients(limit=self._most)
        with self._vigil.session(viewer, credentials) as session:
            client = Client(session)
            session.listeners.add(client.revoke)
            self._clients.add(client)
            self._count[viewer.id] += 1
            if self.closing:
                client.close()
            try:
                yield client
            finally:
                session.listeners.discard(client.revoke)
                self._clients.discard(client)
                self._count -= Counter((viewer.id,))

    def close(self) -> None:
        """End all connections: WebSockets with 1012, event streams with a moment to come again at."""
        self.closing = True
        for client in tuple(self._clients):
            client.close()
