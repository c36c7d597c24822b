"""Gateways as processes of their own on one database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tests.background.served import watching
from tests.cli.processes import Command, started
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside
from tests.streams.talk import Talk
from tests.webhook.hooks import HOOK, SECRET, submitted

LISTENING = r"Listening on (http://127\.0\.0\.1:\d+)"
DEADLINE_SECONDS = 150
WATCH = "subscription { myTaskUpdates { task { mjId progress } } }"
MJ_ID = "1795375098000100"


@dataclass
class Gateway:
    """One process, and a subscriber of alice's to it."""

    command: Command
    address: str
    client: httpx.AsyncClient
    talk: Talk
    pids: list[int] = field(default_factory=list)

    async def change(self, percent: int) -> None:
        """Have a task's upstream tell this gateway how far it is."""
        report = {"id": MJ_ID, "status": "IN_PROGRESS", "progress": f"{percent}%"}
        async with asyncio.timeout(DEADLINE_SECONDS):
            assert (await self.client.post(HOOK, json=report)).status_code == 200

    async def hears(self, percent: int) -> float:
        """Wait until the subscriber is told that; give the moment."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                message = await self.talk.hear()
                if message["type"] == "next":
                    task = message["payload"]["data"]["myTaskUpdates"]["task"]
                    if task == {"mjId": MJ_ID, "progress": f"{percent}%"}:
                        return time.monotonic()

    async def standing(self) -> dict[str, object]:
        """Ask how its updater stands."""
        told: dict[str, object] = (await self.client.get("/readyz")).json()
        return told


@asynccontextmanager
async def fleet(place: Place, count: int = 3, **environment: str) -> AsyncIterator[list[Gateway]]:
    """Start gateways with a subscriber each, on a database with one unfinished task."""
    outside(place, "DELETE FROM midjourneys", submitted(MJ_ID))
    async with AsyncExitStack() as stack:
        commands = [
            await stack.enter_async_context(started("serve", **settings(place, **environment)))
            for _ in range(count)
        ]
        yield [await stack.enter_async_context(_gateway(command)) for command in commands]


def settings(place: Place, **more: str) -> dict[str, str]:
    """Give the environment of a gateway that may write, and whose upstreams are never heard of."""
    known = {"MJ_DATABASE_URL": url_of(place), "MJ_PORT": "0", "MJ_NOTIFY_SECRET": SECRET}
    return {**known, "MJ_POLL": "true", "MJ_TASK_TIMEOUT": "1000000000", **more}


@asynccontextmanager
async def _gateway(command: Command) -> AsyncIterator[Gateway]:
    address = await command.line(LISTENING)
    async with (
        httpx.AsyncClient(base_url=address, timeout=DEADLINE_SECONDS) as client,
        watching(address, WATCH) as talk,
    ):
        gateway = Gateway(command, address, client, talk)
        await gateway.hears(0)
        yield gateway
