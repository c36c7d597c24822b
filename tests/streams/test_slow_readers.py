"""Clients that don't read: they hold up nobody, fill no memory, and are given up at last."""

import asyncio

import pytest

from gql.operations import sockets
from gql.operations.sockets import BoundedWebSocket
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from tests.accounts import IDS
from tests.streams.gateway import Gateway
from tests.streams.raw import raw, text
from tests.streams.talk import talking
from tests.tasks.rows import make_task

COUNT = 3000
QUERY = "subscription { myTaskUpdates { task { prompt } } }"
LARGE = TaskUpdate(make_task(id=1, user_id=IDS["alice"], prompt="x" * 2000), None, TaskUpdateKind.PROGRESSED)
# Of messages that are written and not read: in the gateway, and in what the system keeps at both ends.
WAITING_BYTES = 64 * 1024
SUBSCRIBE = text({"type": "subscribe", "id": "1", "payload": {"query": QUERY}})


async def test_a_client_that_does_not_read_leaves_its_updates_to_the_hub_and_the_others_get_theirs(
    gateway: Gateway,
) -> None:
    async with raw(gateway) as slow, talking(gateway) as fast:
        slow.writer.write(SUBSCRIBE)
        await fast.subscribe(QUERY)
        await gateway.feed.followed_by(2)
        gateway.feed.tell(*[LARGE] * COUNT)
        for _ in range(COUNT):
            assert (await fast.hear())["type"] == "next"

        assert gateway.feed.unread()[0] == 0
        assert (COUNT - gateway.feed.unread()[1]) * len(LARGE.task.prompt) < WAITING_BYTES


async def test_the_rights_of_a_client_that_does_not_read_end_all_the_same(gateway: Gateway) -> None:
    async with raw(gateway) as slow:
        slow.writer.write(SUBSCRIBE)
        await gateway.feed.followed_by(1)
        gateway.feed.tell(*[LARGE] * COUNT)
        await gateway.settle()
        await gateway.revoke(IDS["alice"])
        await gateway.feed.followed_by(0)
        await gateway.settle()

        assert len(gateway.vigil) == len(gateway.clients) == 0


async def test_a_client_that_answers_no_pings_is_given_up(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LINGER_SECONDS", 0)
    async with raw(gateway) as slow:
        slow.writer.write(SUBSCRIBE)
        await gateway.feed.followed_by(1)
        gateway.feed.tell(*[LARGE] * COUNT)
        await gateway.settle()
        for connection in gateway.listener.server_state.connections.copy():
            if isinstance(connection, BoundedWebSocket):
                connection.send_keepalive_ping()
                connection.keepalive_timeout()
        await gateway.feed.followed_by(0)


async def test_pings_of_a_client_that_does_not_read_are_not_all_answered(gateway: Gateway) -> None:
    async with raw(gateway) as slow, asyncio.timeout(20):
        slow.writer.write(SUBSCRIBE)
        await gateway.feed.followed_by(1)
        gateway.feed.tell(*[LARGE] * COUNT)
        await gateway.settle()
        (connection,) = [
            each for each in gateway.listener.server_state.connections if isinstance(each, BoundedWebSocket)
        ]
        before = connection.transport.get_write_buffer_size()
        slow.writer.write(b"\x89\xfdmask" + b"x" * 125)
        await gateway.settle()

        assert connection.transport.get_write_buffer_size() == before > 0
