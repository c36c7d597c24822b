"""A running gateway whose updates a test makes up, and what a test needs to hold of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from gql.allowance.allowance import Allowance
from gql.allowance.headers import AllowanceHeaders
from gql.app import make_services
from gql.background import Background
from gql.execution import routes as graphql
from gql.execution.streams.clients import Clients
from gql.identity.authenticate import Authenticator
from gql.identity.repository import UserRepository
from gql.identity.vigil import Rounds, Vigil
from gql.operations.compression import Compression
from gql.operations.cross_origin import cross_origin
from gql.operations.requests import ObserveRequests, log_request
from gql.operations.server import Listener, take_address
from gql.settings import Settings
from gql.storage.database import Database
from gql.web import Playground
from tests.clock import FakeClock
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.streams.feed import Feed

DEADLINE_SECONDS = 30


@dataclass
class Gateway:
    """A gateway on 127.0.0.1, behind all that stands before it when it is served."""

    address: str
    feed: Feed
    vigil: Vigil
    clients: Clients
    place: Place
    listener: Listener

    @property
    def url(self) -> str:
        return f"{self.address}/graphql"

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def client(self, **headers: str) -> httpx.AsyncClient:
        """Make an HTTP client."""
        return httpx.AsyncClient(base_url=self.address, headers=headers, timeout=DEADLINE_SECONDS)

    async def revoke(self, user_id: int) -> None:
        """Take a user's token away, as new-api would, and let the vigil look."""
        self.run(f"UPDATE users SET access_token = NULL WHERE id = {user_id}")
        await self.vigil.tick()

    def run(self, statement: str) -> None:
        """Run a statement on the database, as another program would."""
        outside(self.place, statement)

    async def settle(self) -> None:
        """Let the gateway do what is left to do at once, by a request that takes longer."""
        async with self.client() as client:
            assert (await client.get("/graphql", params={"query": "{ __typename }"})).status_code == 200

    def close(self) -> None:
        """Begin the end, as the composition root does."""
        self.clients.close()
        self.feed.close()


@asynccontextmanager
async def gateway_on(database: Database, place: Place = Path(), **how: Any) -> AsyncIterator[Gateway]:
    """Serve a gateway on a database, under settings, for as long as the block lasts."""
    settings, feed, users = Settings(**how), Feed(), UserRepository(database)
    vigil = Vigil(users, FakeClock(), Rounds(2, 5))
    clients = Clients(Authenticator(users), vigil, settings.live_connections)
    services = replace(make_services(settings, database, Background(settings, database)), hub=feed)
    allowance = Allowance.of(settings)
    app = Starlette(
        routes=graphql.routes(services, settings, browsers=Playground, allowance=allowance, clients=clients),
        middleware=[
            Middleware(ObserveRequests, log_request),
            *cross_origin(settings.cors_origins),
            Middleware(Compression),
            Middleware(AllowanceHeaders),
        ],
    )
    listener = Listener(app, take_address("127.0.0.1", 0), drain_seconds=1)
    async with asyncio.timeout(DEADLINE_SECONDS), asyncio.TaskGroup() as group:
        serving = group.create_task(listener.listen())
        await listener.up.wait()
        try:
            yield Gateway(listener.address, feed, vigil, clients, place, listener)
        finally:
            clients.close()
            feed.close()
            listener.should_exit = True
            await serving
