"""GraphQL over SSE, distinct connections."""

from typing import Any

import pytest

from gql.execution.streams import event_stream
from gql.storage.database import Database
from gql.tasks.journal import TaskUpdateKind
from tests.accounts import IDS
from tests.servers.engines import ON_EACH_ENGINE
from tests.streams.feed import update
from tests.streams.gateway import Gateway, gateway_on
from tests.streams.listening import EVENTS, Heard, listening
from tests.streams.talk import WATCH_MINE

WATCH = 'subscription { taskUpdated(mjId: "1700000000000000") { kind } }'
FINISHED = update(percent=100, kind=TaskUpdateKind.FINISHED, status="SUCCESS")
COMPLETE = Heard("complete", None)


def kind(word: str, cursor: str) -> Heard:
    return Heard("next", {"data": {"taskUpdated": {"kind": word}}}, cursor)


def codes(heard: Heard) -> list[str]:
    assert "data" not in heard.data
    return [error["extensions"]["code"] for error in heard.data["errors"]]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_task_is_followed_until_it_is_finished(gateway: Gateway, method: str) -> None:
    async with listening(gateway, WATCH, method=method) as ear:
        await gateway.feed.followed_by(1)
        gateway.feed.tell(update(percent=40), FINISHED)

        assert await ear.rest() == [kind("PROGRESSED", "1"), kind("FINISHED", "2"), COMPLETE]
        await gateway.feed.followed_by(0)


async def test_nothing_on_the_way_may_hold_events_back(gateway: Gateway) -> None:
    async with listening(gateway, WATCH, **{"Accept-Encoding": "gzip, br, zstd"}) as ear:
        head = ear.response.headers

    assert head["content-type"] == "text/event-stream; charset=utf-8"
    assert head["x-accel-buffering"] == "no"
    assert head["cache-control"] == "private, no-store"
    assert "content-encoding" not in head


async def test_a_silent_stream_is_pinged(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "PING_SECONDS", 0.01)
    async with listening(gateway, WATCH) as ear:
        lines = ear.response.aiter_lines()

        assert [await anext(lines) for _ in range(6)] == [":", ""] * 3


async def test_who_comes_again_misses_nothing(gateway: Gateway) -> None:
    gateway.feed.tell(update(percent=10), update(percent=20), FINISHED)
    async with listening(gateway, WATCH, **{"Last-Event-ID": "1"}) as ear:
        assert await ear.rest() == [kind("PROGRESSED", "2"), kind("FINISHED", "3"), COMPLETE]


async def test_an_id_that_is_too_old_is_told_and_to_be_forgotten(gateway: Gateway) -> None:
    async with listening(gateway, WATCH, **{"Last-Event-ID": "0"}) as ear:
        told, end = await ear.rest()

    assert codes(told) == ["RESYNC"]
    assert told.id == ""
    assert end == COMPLETE


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_queries_are_answered_too(gateway: Gateway, method: str) -> None:
    async with listening(gateway, "{ viewer { role } }", method=method) as ear:
        assert await ear.rest() == [Heard("next", {"data": {"viewer": {"role": "USER"}}}), COMPLETE]


@pytest.mark.parametrize(
    ("query", "username", "code"),
    [
        ("{", "alice", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "alice", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { allTaskUpdates { kind } }", "alice", "FORBIDDEN"),
        (WATCH, None, "UNAUTHENTICATED"),
        (WATCH, "mallory", "UNAUTHENTICATED"),
    ],
)
async def test_what_can_not_run_is_told_in_the_stream(
    gateway: Gateway, query: str, username: str | None, code: str
) -> None:
    async with listening(gateway, query, username) as ear:
        assert ear.response.status_code == 200
        told, end = await ear.rest()

    assert codes(told) == [code]
    assert end == COMPLETE


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (EVENTS, EVENTS),
        (f"{EVENTS}, */*", EVENTS),
        (f"{EVENTS}, application/json;q=0.9", EVENTS),
        (f"{EVENTS};q=0.5, application/json;q=0.4", EVENTS),
        (f"{EVENTS}, application/json", "application/json"),
        (f"{EVENTS};q=0.5, application/json", "application/json"),
        (f"{EVENTS};q=0.5, */*", "application/json"),
        (f"{EVENTS};q=0, */*", "application/json"),
        (f"{EVENTS}, application/graphql-response+json", "application/graphql-response+json"),
        ("*/*", "application/json"),
    ],
)
async def test_events_come_where_they_are_preferred(gateway: Gateway, accept: str, content_type: str) -> None:
    async with listening(gateway, "{ __typename }", Accept=accept) as ear:
        await ear.response.aread()

    assert ear.response.headers["content-type"] == f"{content_type}; charset=utf-8"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_comes_as_events_wherever_they_are_taken(gateway: Gateway, method: str) -> None:
    gateway.feed.tell(FINISHED)
    accept = f"application/json, {EVENTS};q=0.1"
    async with listening(gateway, WATCH, method=method, Accept=accept, **{"Last-Event-ID": "-1"}) as ear:
        assert (await ear.rest())[-1] == COMPLETE


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", ["application/json", "*/*", f"{EVENTS};q=0, */*"])
async def test_a_subscription_in_one_piece_is_refused_with_what_it_needs(
    gateway: Gateway, method: str, accept: str
) -> None:
    async with listening(gateway, WATCH, method=method, Accept=accept) as ear:
        body = await ear.response.aread()

    assert ear.response.status_code == 406
    assert b"Subscriptions need a WebSocket (graphql-transport-ws), or Accept: text/event-stream" in body


async def test_a_mutation_by_get_is_refused_in_the_stream(gateway: Gateway) -> None:
    async with listening(gateway, "mutation { nothing }", method="GET") as ear:
        told, _ = await ear.rest()

    assert codes(told) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_a_page_of_another_site_can_not_make_a_browser_subscribe(gateway: Gateway) -> None:
    async with listening(gateway, WATCH, None, "GET", **{"Sec-Fetch-Site": "cross-site"}) as ear:
        assert ear.response.status_code == 403


async def test_a_batch_is_never_answered_by_events(gateway: Gateway) -> None:
    async with gateway.client(Accept=EVENTS) as client:
        response = await client.post("/graphql", json=[{"query": "{ __typename }"}])

    assert response.status_code == 406


async def test_a_viewer_holds_as_many_streams_as_are_set(newapi_database: Database) -> None:
    async with gateway_on(newapi_database, live_connections=1) as gateway, listening(gateway, WATCH_MINE):
        await gateway.feed.followed_by(1)
        async with listening(gateway, WATCH_MINE) as second:
            body: Any = await second.response.aread()

    assert second.response.status_code == 429
    assert b"RATE_LIMITED" in body


@ON_EACH_ENGINE
async def test_a_revoked_token_ends_the_stream_with_its_reason(gateway: Gateway) -> None:
    async with listening(gateway, WATCH_MINE) as ear:
        await gateway.feed.followed_by(1)
        await gateway.revoke(IDS["alice"])
        told, end = await ear.rest()

    assert codes(told) == ["UNAUTHENTICATED"]
    assert end == COMPLETE


async def test_a_gateway_that_shuts_down_completes_nothing_and_says_when_to_come_again(
    gateway: Gateway,
) -> None:
    async with listening(gateway, WATCH_MINE) as ear:
        await gateway.feed.followed_by(1)
        gateway.close()

        assert await ear.rest() == []
        assert ear.retry is not None
        assert 1000 <= ear.retry <= 5000


async def test_a_hub_that_closes_first_completes_nothing_either(gateway: Gateway) -> None:
    async with listening(gateway, WATCH_MINE) as ear:
        await gateway.feed.followed_by(1)
        gateway.feed.close()

        assert await ear.rest() == []
        assert ear.retry is not None


async def test_a_client_that_goes_away_leaves_nothing_behind(gateway: Gateway) -> None:
    async with listening(gateway, WATCH_MINE):
        await gateway.feed.followed_by(1)
    await gateway.feed.followed_by(0)
    await gateway.settle()

    assert len(gateway.vigil) == len(gateway.clients) == 0
