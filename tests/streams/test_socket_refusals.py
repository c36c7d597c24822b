"""What a WebSocket is closed for, and with which code."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from gql.storage.database import Database
from tests.accounts import IDS, headers
from tests.servers.engines import ON_EACH_ENGINE
from tests.streams.feed import update
from tests.streams.gateway import Gateway, gateway_on
from tests.streams.talk import WATCH_MINE, silent, talking

INIT = {"type": "connection_init"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"type": "start", "id": "1", "payload": {}}',
        '{"type": "connection_init", "payload": "token"}',
        '{"type": "ping", "payload": 1}',
        '{"type": "subscribe", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "1", "payload": null}',
        '{"type": "subscribe", "id": "%s", "payload": {"query": "{ __typename }"}}' % ("x" * 201),
        '{"type": "complete"}',
        b"{}",
    ],
)
async def test_a_message_that_the_protocol_does_not_know_closes_with_4400(
    gateway: Gateway, text: str | bytes
) -> None:
    async with silent(gateway) as talk:
        await talk.socket.send(text)

        assert (await talk.closed())[0] == 4400


async def test_an_operation_before_the_beginning_closes_with_4401(gateway: Gateway) -> None:
    async with silent(gateway) as talk:
        await talk.subscribe("{ __typename }")

        assert await talk.closed() == (4401, "Unauthorized")


async def test_a_second_beginning_closes_with_4429(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.say("connection_init")

        assert await talk.closed() == (4429, "Too many initialisation requests")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (None, "Unauthorized, not logged in and no access token provided"),
        ({"Authorization": "Bearer wrong"}, "Unauthorized, invalid access token"),
        (headers("mallory"), "User has been banned"),
        (
            headers("alice") | {"New-Api-User": "4"},
            "Unauthorized, New-Api-User does not match logged in user",
        ),
        ({"Authorization": ["a"]}, "Unauthorized, not logged in and no access token provided"),
    ],
)
async def test_who_is_not_let_in_hears_why_with_4403(
    gateway: Gateway, payload: dict[str, Any] | None, reason: str
) -> None:
    async with silent(gateway) as talk:
        await talk.say("connection_init", payload=payload)

        assert await talk.closed() == (4403, reason)


@pytest.mark.parametrize(
    ("said", "sent"), [("New-Api-User", "Authorization"), ("Authorization", "New-Api-User")]
)
async def test_a_user_id_is_held_to_the_token_wherever_either_stands(
    gateway: Gateway, said: str, sent: str
) -> None:
    values = headers("alice") | {"New-Api-User": "4"}
    async with silent(gateway, additional_headers={sent: values[sent]}) as talk:
        await talk.say("connection_init", payload={said: values[said]})

        assert await talk.closed() == (4403, "Unauthorized, New-Api-User does not match logged in user")


async def test_the_reason_is_in_the_language_of_the_client_and_fits_a_close_frame(gateway: Gateway) -> None:
    async with silent(gateway, additional_headers={"Accept-Language": "zh"}) as talk:
        await talk.say("connection_init")

        assert await talk.closed() == (4403, "无权进行此操作，未登录且未提供 access token")


@pytest.mark.parametrize("subprotocols", [None, ["graphql-ws"]])
async def test_another_subprotocol_closes_with_4406(gateway: Gateway, subprotocols: Any) -> None:
    async with silent(gateway, subprotocols=subprotocols) as talk:
        assert (await talk.closed())[0] == 4406


async def test_who_says_nothing_is_closed_with_4408_after_three_seconds(gateway: Gateway) -> None:
    async with silent(gateway) as talk:
        begin = asyncio.get_running_loop().time()

        assert await talk.closed() == (4408, "Connection initialisation timeout")
        assert 2.9 < asyncio.get_running_loop().time() - begin < 6


async def test_an_id_that_is_in_use_closes_with_4409(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe(WATCH_MINE)
        await talk.subscribe(WATCH_MINE)

        assert await talk.closed() == (4409, "Subscriber for 1 already exists")
        await gateway.feed.followed_by(0)


async def test_the_101st_operation_at_a_time_is_refused_and_the_others_go_on(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        for number in range(101):
            await talk.subscribe(WATCH_MINE, id_=str(number))
        refused = await talk.hear()
        await gateway.feed.followed_by(100)
        gateway.feed.tell(update(percent=7))

        assert (refused["id"], refused["type"]) == ("100", "error")
        assert refused["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert {(await talk.hear())["id"] for _ in range(100)} == {str(number) for number in range(100)}


async def test_a_viewer_holds_as_many_connections_as_are_set(newapi_database: Database) -> None:
    async with (
        gateway_on(newapi_database, live_connections=2) as gateway,
        talking(gateway),
        talking(gateway) as second,
        talking(gateway, "bob"),
    ):
        async with silent(gateway) as third:
            await third.say("connection_init", payload=headers("alice"))
            assert await third.closed() == (4429, "Too many connections: at most 2 can be open at a time")
        await second.socket.close()
        await gateway.settle()
        async with talking(gateway):
            assert len(gateway.clients) == 3


async def test_a_message_over_the_limit_closes_with_1009(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe("{ __typename }" + " " * 257 * 1024)

        assert (await talk.closed())[0] == 1009


@ON_EACH_ENGINE
async def test_a_database_that_is_away_asks_to_come_again(gateway: Gateway) -> None:
    gateway.run("DROP TABLE users")
    async with silent(gateway) as talk:
        await talk.say("connection_init", payload=headers("alice"))

        assert await talk.closed() == (1013, "The database is not available at the moment")


@ON_EACH_ENGINE
async def test_a_revoked_token_ends_the_operations_and_closes_with_4403(gateway: Gateway) -> None:
    async with talking(gateway) as talk, talking(gateway, "bob") as other:
        await talk.subscribe(WATCH_MINE)
        await other.subscribe(WATCH_MINE)
        await gateway.feed.followed_by(2)
        await gateway.revoke(IDS["alice"])

        assert await talk.closed() == (4403, "Unauthorized, invalid access token")
        await gateway.feed.followed_by(1)
        gateway.feed.tell(update(percent=5, user_id=IDS["bob"]))
        assert (await other.hear())["type"] == "next"


async def test_a_gateway_that_shuts_down_completes_nothing_and_closes_with_1012(gateway: Gateway) -> None:
    async with talking(gateway) as busy, talking(gateway) as idle:
        await busy.subscribe(WATCH_MINE)
        await gateway.feed.followed_by(1)
        gateway.close()

        assert await busy.closed() == (1012, "Service restart")
        assert await idle.closed() == (1012, "Service restart")
        async with silent(gateway) as late:
            await late.say("connection_init", payload=headers("alice"))
            assert (await late.closed())[0] == 1012


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 101),
        ("http://{host}", 101),
        ("https://{host}", 101),
        ("https://app.example.com", 101),
        ("https://gateway.example.com", 101),
        ("https://evil.example.com", 403),
        ("http://app.example.com", 403),
        ("http://{host}.evil.example.com", 403),
        ("null", 403),
        ("", 403),
        ("ftp://{host}", 403),
    ],
)
async def test_pages_of_other_origins_open_no_sockets(
    newapi_database: Database, origin: str | None, status: int
) -> None:
    async with gateway_on(
        newapi_database, cors_origins="https://app.example.com", public_url="https://gateway.example.com/mj"
    ) as gateway:
        sent = None if origin is None else Origin(origin.format(host=gateway.address.removeprefix("http://")))
        try:
            async with silent(gateway, origin=sent) as talk:
                await talk.say("ping")
                assert (await talk.hear())["type"] == "pong"
                found = 101
        except InvalidStatus as refusal:
            found = refusal.response.status_code

    assert found == status


async def test_a_client_that_goes_away_leaves_nothing_behind(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe(WATCH_MINE)
        await gateway.feed.followed_by(1)
        talk.socket.transport.abort()
        await gateway.feed.followed_by(0)
    await gateway.settle()

    assert len(gateway.vigil) == len(gateway.clients) == 0
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
