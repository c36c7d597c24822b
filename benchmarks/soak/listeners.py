"""Subscribers of a soak: over WebSockets and as server-sent events, they come and go and miss nothing."""

import asyncio
import contextlib
import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.soak.load import identity

UPDATE = "{ kind cursor task { databaseId } }"
PROTOCOL = Subprotocol("graphql-transport-ws")


@dataclass
class Listener(ABC):
    """One subscriber, who is away for a moment now and then, and goes on after the last cursor."""

    address: str
    user_id: int
    everybody: bool
    rng: Random
    longest_visit_seconds: float
    finished: Counter[int] = field(default_factory=Counter)
    visits: int = 0
    updates: int = 0
    refusals: list[str] = field(default_factory=list)
    cursor: str | None = None
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def name(self) -> str:
        """Who it is."""
        return f"{type(self).__name__} of user {self.user_id}"

    @property
    def query(self) -> str:
        """The subscription."""
        name = "allTaskUpdates" if self.everybody else "myTaskUpdates"
        return f"subscription ($after: String) {{ updates: {name}(after: $after) {UPDATE} }}"

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            self.visits += 1
            with contextlib.suppress(TimeoutError):
                # Nobody can come back without a cursor.
                patience = self.rng.uniform(1, self.longest_visit_seconds) if self.cursor else None
                async with asyncio.timeout(patience):
                    async with contextlib.aclosing(self.results()) as results:
                        async for result in results:
                            self._take(result)
                            if patience is None and self.cursor:
                                self.came.set()
                                break

    @abstractmethod
    def results(self) -> AsyncGenerator[dict[str, Any], None]:
        """Give the results of one connection."""

    def _take(self, result: dict[str, Any]) -> None:
        if result.get("errors"):
            self.refusals.append(json.dumps(result["errors"])[:200])
            self.cursor = None
            return
        update = result["data"]["updates"]
        self.updates += 1
        self.cursor = update["cursor"] or self.cursor
        if update["kind"] == "FINISHED":
            self.finished[update["task"]["databaseId"]] += 1


class SocketListener(Listener):
    """Over a WebSocket."""

    async def results(self) -> AsyncGenerator[dict[str, Any], None]:
        """Give the results of one connection."""
        url = f"{self.address.replace('http', 'ws', 1)}/graphql"
        async with connect(url, subprotocols=[PROTOCOL], compression=None) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": identity(self.user_id)}))
            await socket.recv()
            payload = {"query": self.query, "variables": {"after": self.cursor}}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "error":
                    yield {"errors": message["payload"]}
                elif message["type"] == "next":
                    yield message["payload"]


class EventListener(Listener):
    """As server-sent events."""

    async def results(self) -> AsyncGenerator[dict[str, Any], None]:
        """Give the results of one connection."""
        headers = {"Accept": "text/event-stream", **identity(self.user_id)}
        if self.cursor:
            headers["Last-Event-ID"] = self.cursor
        async with (
            httpx.AsyncClient(trust_env=False, timeout=None) as client,  # noqa: S113 - it waits for events
            client.stream(
                "POST", f"{self.address}/graphql", json={"query": self.query}, headers=headers
            ) as stream,
        ):
            async for line in stream.aiter_lines():
                if line.startswith("data:") and (data := line.removeprefix("data:").strip()):
                    yield json.loads(data)


def audience(address: str, rng: Random, longest_visit_seconds: float) -> list[Listener]:
    """Make listeners of both kinds: an admin who follows everybody, and users who follow themselves."""
    return [
        kind(address, user_id, user_id == 1, rng, longest_visit_seconds)
        for kind, user_ids in ((SocketListener, (1, 2, 3, 4)), (EventListener, (1, 5, 6)))
        for user_id in user_ids
    ]


def missed_and_repeated(
    listener: Listener, owners: dict[int, int]
) -> tuple[Collection[int], Collection[int]]:
    """Compare with the tasks that ended, by their users: which did it not hear of, and which twice."""
    due = {task for task, owner in owners.items() if listener.everybody or owner == listener.user_id}
    twice = [task for task, times in listener.finished.items() if times > 1]
    return due - listener.finished.keys(), twice
