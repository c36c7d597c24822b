"""The clients that people use: `graphql-ws` and `graphql-sse` of npm, in Node."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.tasks.journal import TaskUpdateKind
from tests.accounts import headers
from tests.streams.feed import update
from tests.streams.gateway import Gateway

NPM = Path(__file__).with_name("npm")
PROTOCOLS = ["ws", "distinct", "single"]
WATCH = 'subscription { taskUpdated(mjId: "1700000000000000") { kind cursor } }'
FINISHED = update(percent=100, kind=TaskUpdateKind.FINISHED, status="SUCCESS")


class NodeClient:
    """A process that runs one operation."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def hear(self) -> Any:
        """Read what it tells next, but for how its socket was closed at the end."""
        assert self._process.stdout is not None
        return orjson.loads(await self._process.stdout.readline())


@asynccontextmanager
async def node(
    gateway: Gateway, protocol: str, query: str, username: str = "alice"
) -> AsyncIterator[NodeClient]:
    """Run an operation with a client, until the block ends."""
    arguments = (protocol, gateway.url, orjson.dumps(headers(username)), orjson.dumps({"query": query}))
    process = await asyncio.create_subprocess_exec(
        "node", "client.mjs", *arguments, cwd=NPM, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield NodeClient(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def told(kind: str, cursor: str) -> dict[str, Any]:
    return {"next": {"data": {"taskUpdated": {"kind": kind, "cursor": cursor}}}}


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_client_follows_a_task_to_its_end(gateway: Gateway, protocol: str) -> None:
    async with node(gateway, protocol, WATCH) as client:
        await gateway.feed.followed_by(1)
        gateway.feed.tell(update(percent=10), FINISHED)

        assert await client.hear() == told("PROGRESSED", "1")
        assert await client.hear() == told("FINISHED", "2")
        assert await client.hear() == "complete"


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_client_gets_the_answer_to_a_query(gateway: Gateway, protocol: str) -> None:
    async with node(gateway, protocol, "{ viewer { role } }") as client:
        assert await client.hear() == {"next": {"data": {"viewer": {"role": "USER"}}}}
        assert await client.hear() == "complete"


@pytest.mark.parametrize("protocol", ["ws", "distinct"])
async def test_a_client_hears_what_is_wrong_with_its_operation(gateway: Gateway, protocol: str) -> None:
    async with node(gateway, protocol, "subscription { allTaskUpdates { kind } }") as client:
        heard = await client.hear()

    errors = heard["error"] if protocol == "ws" else heard["next"]["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["FORBIDDEN"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_client_that_stops_leaves_nothing_behind(gateway: Gateway, protocol: str) -> None:
    async with node(gateway, protocol, WATCH):
        await gateway.feed.followed_by(1)
    await gateway.feed.followed_by(0)


async def test_a_client_comes_again_when_the_gateway_was_restarted(gateway: Gateway) -> None:
    async with node(gateway, "ws", WATCH) as client:
        await gateway.feed.followed_by(1)
        gateway.clients.close()
        assert await client.hear() == {"closed": 1012, "reason": "Service restart"}
        await gateway.feed.followed_by(0)
        gateway.clients.closing = False
        await gateway.feed.followed_by(1)


async def test_a_client_whose_token_is_wrong_is_told_so(gateway: Gateway) -> None:
    async with node(gateway, "ws", WATCH, "mallory") as client:
        assert await client.hear() == {"closed": 4403, "reason": "User has been banned"}
