"""Operations over WebSocket."""

import gc
from typing import Any

import pytest
from graphql.execution.collect_fields import CollectedFields
from structlog.testing import capture_logs

from gql.storage.database import Database
from gql.tasks.journal import TaskUpdateKind
from tests.accounts import IDS, TOKENS, headers
from tests.servers.engines import ON_EACH_ENGINE
from tests.streams.feed import update
from tests.streams.gateway import Gateway, gateway_on
from tests.streams.talk import WATCH, WATCH_MINE, silent, talking

FINISHED = update(percent=100, kind=TaskUpdateKind.FINISHED, status="SUCCESS")


def told(progress: str, kind: str = "PROGRESSED", cursor: str | None = None) -> dict[str, Any]:
    task = {"mjId": "1700000000000000", "progress": progress}
    return {"data": {"taskUpdated": {"kind": kind, "cursor": cursor, "task": task}}}


async def test_a_task_is_followed_until_it_is_finished(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe(WATCH)
        await gateway.feed.followed_by(1)
        gateway.feed.tell(update(percent=40), FINISHED)

        assert await talk.hear() == {"id": "1", "type": "next", "payload": told("40%", cursor="1")}
        assert await talk.hear() == {"id": "1", "type": "next", "payload": told("100%", "FINISHED", "2")}
        assert await talk.hear() == {"id": "1", "type": "complete"}
        await gateway.feed.followed_by(0)


async def test_after_a_cursor_the_later_updates_are_told(gateway: Gateway) -> None:
    gateway.feed.tell(update(percent=10), update(percent=20), update(percent=30))
    async with talking(gateway) as talk:
        await talk.subscribe(
            "subscription ($after: String) { myTaskUpdates(after: $after) { cursor } }", after="1"
        )

        assert [(await talk.hear())["payload"]["data"]["myTaskUpdates"]["cursor"] for _ in "23"] == ["2", "3"]


async def test_a_cursor_that_is_too_old_ends_the_subscription_with_resync(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe('subscription { myTaskUpdates(after: "0") { kind } }')
        heard = await talk.hear()

        assert heard["type"] == "error"
        assert heard["payload"][0]["extensions"]["code"] == "RESYNC"


@ON_EACH_ENGINE
async def test_what_others_own_is_not_told_and_admins_hear_of_all(gateway: Gateway) -> None:
    async with talking(gateway, "bob") as bob, talking(gateway, "admin") as admin:
        await bob.subscribe(WATCH_MINE)
        await admin.subscribe("subscription { allTaskUpdates { task { progress user { username } } } }")
        await gateway.feed.followed_by(2)
        gateway.feed.tell(update(percent=10), update(percent=20, user_id=IDS["bob"]))

        assert (await bob.hear())["payload"]["data"]["myTaskUpdates"]["task"] == {"progress": "20%"}
        assert (await admin.hear())["payload"]["data"]["allTaskUpdates"]["task"] == {
            "progress": "10%",
            "user": {"username": "alice"},
        }


async def test_everybodys_updates_are_for_admins(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe("subscription { allTaskUpdates { kind } }")
        heard = await talk.hear()

        assert heard["type"] == "error"
        assert heard["payload"][0]["extensions"]["code"] == "FORBIDDEN"


@ON_EACH_ENGINE
async def test_queries_are_answered_and_completed(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe("{ viewer { user { username } } }")

        payload = {"data": {"viewer": {"user": {"username": "alice"}}}}
        assert await talk.hear() == {"id": "1", "type": "next", "payload": payload}
        assert await talk.hear() == {"id": "1", "type": "complete"}


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ viewer {", {}, "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { myTaskUpdates { kind } allTaskUpdates { kind } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription ($id: String!) { taskUpdated(mjId: $id) { kind } }", {}, "BAD_USER_INPUT"),
        ("query ($id: String!) { task(mjId: $id) { id } }", {"id": 1}, "BAD_USER_INPUT"),
        (
            "{ a: viewer { role } " + " ".join(f"a{i}: viewer {{ role }}" for i in range(40)) + "}",
            {},
            "LIMIT_EXCEEDED",
        ),
        ("", {}, "BAD_REQUEST"),
    ],
)
async def test_what_can_not_run_is_an_error_with_its_code(
    gateway: Gateway, query: str, variables: dict[str, Any], code: str
) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe(query, **variables)
        heard = await talk.hear()

        assert (heard["id"], heard["type"]) == ("1", "error")
        assert {error["extensions"]["code"] for error in heard["payload"]} == {code}
        await talk.subscribe("{ __typename }")
        assert (await talk.hear())["type"] == "next"


async def test_a_completed_operation_is_told_no_more_and_its_id_is_free(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe(WATCH_MINE)
        await gateway.feed.followed_by(1)
        await talk.say("complete", id="1")
        await gateway.feed.followed_by(0)
        gateway.feed.tell(update(percent=1))
        await talk.subscribe("{ __typename }")

        assert (await talk.hear())["payload"] == {"data": {"__typename": "Query"}}


async def test_a_ping_is_answered_with_what_it_carried_even_before_the_beginning(gateway: Gateway) -> None:
    async with silent(gateway) as talk:
        await talk.say("ping", payload={"a": 1})
        assert await talk.hear() == {"type": "pong", "payload": {"a": 1}}
        await talk.say("pong")
        await talk.say("complete", id="unknown")
        await talk.say("connection_init", payload=headers("alice"))
        assert await talk.hear() == {"type": "connection_ack"}
        await talk.say("complete", id="unknown")
        await talk.say("ping")
        assert await talk.hear() == {"type": "pong"}


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        ({"authorization": TOKENS["alice"], "new-api-user": IDS["alice"]}, {}),
        ({"AUTHORIZATION": f"bearer {TOKENS['alice']}"}, {}),
        (None, headers("alice")),
        ({}, headers("alice")),
        ({"New-Api-User": IDS["alice"]}, {"Authorization": TOKENS["alice"]}),
        ({"Authorization": TOKENS["alice"]}, {"New-Api-User": str(IDS["alice"])}),
        (headers("alice"), headers("bob")),
    ],
)
async def test_credentials_come_in_the_first_message_or_as_headers(
    gateway: Gateway, payload: dict[str, Any] | None, sent: dict[str, str]
) -> None:
    async with silent(gateway, additional_headers=sent) as talk:
        await talk.say("connection_init", payload=payload)
        assert await talk.hear() == {"type": "connection_ack"}
        await talk.subscribe("{ viewer { user { username } } }")

        assert (await talk.hear())["payload"]["data"]["viewer"]["user"]["username"] == "alice"


async def test_a_long_subscription_keeps_nothing_of_its_events(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.subscribe(WATCH)
        await gateway.feed.followed_by(1)
        kept = []
        for _ in range(2):
            gateway.feed.tell(*[update(percent=1)] * 200)
            for _ in range(200):
                await talk.hear()
            gc.collect()
            kept.append(sum(isinstance(each, CollectedFields) for each in gc.get_objects()))

    assert kept[0] == kept[1]


async def test_a_defect_is_masked_and_logged(gateway: Gateway) -> None:
    with capture_logs() as log:
        async with talking(gateway) as talk:
            await talk.subscribe('subscription { myTaskUpdates(after: "no number") { kind } }')
            (error,) = (await talk.hear())["payload"]

    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "number" not in error["message"]
    assert [entry["event"] for entry in log] == ["internal_error"]


@ON_EACH_ENGINE
async def test_each_event_that_looks_something_up_is_paid(newapi_database: Database) -> None:
    async with gateway_on(newapi_database, rate_limit="4") as gateway, talking(gateway, "admin") as talk:
        await talk.subscribe("subscription { allTaskUpdates { task { channel { name } } } }")
        await gateway.feed.followed_by(1)
        gateway.feed.tell(*[update(percent=1)] * 4)
        heard = [await talk.hear() for _ in range(4)]

    assert [each["type"] for each in heard] == ["next"] * 3 + ["error"]
    assert heard[3]["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
