"""Clients that are cut off again and again, go on after their last cursor, and keep what they were told."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from gql.live.cursor import decode
from tests.accounts import headers
from tests.live.resuming.server import Server
from tests.live.resuming.writer import Writer

PROTOCOL = Subprotocol("graphql-transport-ws")
QUERY = """subscription ($after: String) { updates: allTaskUpdates(after: $after) {
  cursor task { databaseId progress } } }"""
SUBSCRIBED: dict[str, Any] = {}
BROKEN = (OSError, WebSocketException, httpx.TransportError)
# How many updates a client hears until it is cut off: some of what it missed, or that and some more.
SOME, MORE = (0, 1, 30), 100


@dataclass
class Story:
    """What a client was told since it subscribed without a cursor.

    Attributes:
        tasks: how many the state at the beginning tells.
        generation: of the gateway that told it.
        state: the number that each task had then.
        told: number and task of each update since then.
        offsets: the same, by its offset in the log.
    """

    tasks: int
    generation: int
    state: dict[int, int] = field(default_factory=dict)
    told: list[tuple[int, int]] = field(default_factory=list)
    offsets: dict[int, tuple[int, int]] = field(default_factory=dict)

    def take(self, number: int, task_id: int, cursor: str | None) -> None:
        """Add what is told of a task."""
        if len(self.state) < self.tasks:
            assert task_id not in self.state
            self.state[task_id] = number
        else:
            self.told.append((number, task_id))
            if cursor:
                self.offsets[decode("after", cursor)[1]] = number, task_id


@dataclass
class Client(ABC):
    """One client, an admin who follows everybody's tasks.

    Attributes:
        resyncs: how many updates it had missed each time it was told to begin anew.
        missed: how many it had missed when it came back, all times together.
    """

    server: Server
    writer: Writer
    rng: Random
    tasks: int
    reconnects: Counter[str]
    wanted: int
    stories: list[Story] = field(default_factory=list)
    newest: dict[int, int] = field(default_factory=dict)
    resyncs: list[int] = field(default_factory=list)
    missed: int = 0
    cursor: str | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Listen until cancelled."""
        why = "begin"
        while True:
            await self.server.up.wait()
            try:
                why = await self._listen(why)
            except BROKEN:
                why = self.server.ending

    async def knows(self, last: dict[int, int]) -> None:
        """Wait until the client was told of the last update of each task."""
        while self.newest | last != self.newest:
            self.heard.clear()
            await self.heard.wait()

    @abstractmethod
    def results(self) -> AsyncGenerator[dict[str, Any], None]:
        """Subscribe after the cursor; give `SUBSCRIBED`, and then results."""

    async def _listen(self, why: str) -> str:
        """Listen until the end of a connection, and say why it has ended."""
        missed = self.tasks
        if self.cursor is None:
            self.stories.append(Story(self.tasks, self.server.generation))
        else:
            missed = len(self.writer.written) - max(self.newest.values())
            self.missed += missed
        patience = self._patience(missed)
        async with aclosing(self.results()) as results:
            assert await anext(results) is SUBSCRIBED
            self.reconnects[why] += 1
            count = 0
            while count != patience:
                result = await anext(results, None)
                if result is None:
                    return self.server.ending
                if result.get("errors"):
                    return self._resync(result["errors"])
                self._take(result["data"]["updates"])
                count += 1
        return "cut"

    def _patience(self, missed: int) -> int | None:
        """Draw how many updates are heard until the client is cut off; None where it is no more."""
        if self.reconnects.total() >= self.wanted:
            return None
        return self.rng.choice((self.rng.choice(SOME), missed + self.rng.randrange(MORE)))

    def _take(self, update: dict[str, Any]) -> None:
        self.cursor = update["cursor"] or self.cursor
        task_id, number = update["task"]["databaseId"], int(update["task"]["progress"].rstrip("%"))
        self.stories[-1].take(number, task_id, update["cursor"])
        self.newest[task_id] = number
        self.heard.set()

    def _resync(self, errors: list[dict[str, Any]]) -> str:
        assert [error["extensions"]["code"] for error in errors] == ["RESYNC"]
        assert self.cursor
        self.cursor = None
        self.resyncs.append(len(self.writer.written) - max(self.newest.values()))
        return "RESYNC"


class SocketClient(Client):
    """Over a WebSocket, with the argument `after`."""

    async def results(self) -> AsyncGenerator[dict[str, Any], None]:
        url = f"{self.server.address.replace('http', 'ws', 1)}/graphql"
        async with connect(url, subprotocols=[PROTOCOL], compression=None, proxy=None) as socket:
            try:
                await socket.send(
                    orjson.dumps({"type": "connection_init", "payload": headers("admin")}), text=True
                )
                assert orjson.loads(await socket.recv())["type"] == "connection_ack"
                payload = {"query": QUERY, "variables": {"after": self.cursor}}
                await socket.send(
                    orjson.dumps({"type": "subscribe", "id": "1", "payload": payload}), text=True
                )
                yield SUBSCRIBED
                async for text in socket:
                    message = orjson.loads(text)
                    is_error = message["type"] == "error"
                    yield {"errors": message["payload"]} if is_error else message["payload"]
            finally:
                socket.transport.abort()


class EventClient(Client):
    """By server-sent events, with `Last-Event-ID`."""

    async def results(self) -> AsyncGenerator[dict[str, Any], None]:
        sent = headers("admin", Accept="text/event-stream") | (
            {"Last-Event-ID": self.cursor} if self.cursor else {}
        )
        async with (
            httpx.AsyncClient(trust_env=False, timeout=httpx.Timeout(30, read=None)) as client,
            client.stream(
                "POST", f"{self.server.address}/graphql", json={"query": QUERY}, headers=sent
            ) as stream,
        ):
            assert stream.status_code == 200
            yield SUBSCRIBED
            id_ = ""
            async for line in stream.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    id_ = value
                elif name == "data" and value:
                    result = orjson.loads(value)
                    assert result.get("errors") or (result["data"]["updates"]["cursor"] or "") == id_
                    yield result
                    id_ = ""
