"""GraphQL over SSE, single connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gql.execution.streams import reservations
from gql.storage.database import Database
from gql.tasks.journal import TaskUpdateKind
from tests.accounts import IDS, headers
from tests.servers.engines import ON_EACH_ENGINE
from tests.streams.feed import update
from tests.streams.gateway import Gateway, gateway_on
from tests.streams.listening import EVENTS, Ear, Heard

WATCH = 'subscription { taskUpdated(mjId: "1700000000000000") { kind } }'
WATCH_MINE = "subscription { myTaskUpdates { task { progress } } }"
FINISHED = update(percent=100, kind=TaskUpdateKind.FINISHED, status="SUCCESS")
TOKEN = "X-GraphQL-Event-Stream-Token"


class Single:
    """A client with a reservation."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self.token = token

    async def start(self, query: str, id_: Any = "1", **how: Any) -> httpx.Response:
        body = {"query": query, "extensions": {"operationId": id_}}
        return await self.client.post("/graphql", json=body, **{"headers": {TOKEN: self.token}, **how})

    async def stop(self, id_: str | None = "1") -> httpx.Response:
        params = {} if id_ is None else {"operationId": id_}
        return await self.client.delete("/graphql", params=params, headers={TOKEN: self.token})

    @asynccontextmanager
    async def stream(self, **params: str) -> AsyncIterator[Ear]:
        sent = {"Accept": EVENTS} | ({} if params else {TOKEN: self.token})
        async with self.client.stream("GET", "/graphql", params=params, headers=sent) as response:
            yield Ear(response)


@asynccontextmanager
async def reserved(gateway: Gateway, username: str = "alice") -> AsyncIterator[Single]:
    async with gateway.client(**headers(username)) as client:
        response = await client.put("/graphql")
        assert response.status_code == 201
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        yield Single(client, response.text)


def error_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


async def test_operations_share_a_stream(gateway: Gateway) -> None:
    async with reserved(gateway) as single, single.stream() as ear:
        assert (await single.start(WATCH, "a")).status_code == 202
        assert (await single.start("{ viewer { role } }", "b")).status_code == 202
        role = {"id": "b", "payload": {"data": {"viewer": {"role": "USER"}}}}
        assert await ear.hear() == Heard("next", role)
        assert await ear.hear() == Heard("complete", {"id": "b"})
        await gateway.feed.followed_by(1)
        gateway.feed.tell(FINISHED)
        finished = {"id": "a", "payload": {"data": {"taskUpdated": {"kind": "FINISHED"}}}}
        assert await ear.hear() == Heard("next", finished)
        assert await ear.hear() == Heard("complete", {"id": "a"})


async def test_an_operation_may_be_started_before_the_stream_is_open(gateway: Gateway) -> None:
    async with reserved(gateway) as single:
        assert (await single.start("{ __typename }")).status_code == 202
        async with single.stream() as ear:
            heard = await ear.hear()

    assert heard.data == {"id": "1", "payload": {"data": {"__typename": "Query"}}}


async def test_a_browser_opens_the_stream_by_the_token_alone(gateway: Gateway) -> None:
    async with (
        reserved(gateway) as single,
        gateway.client() as browser,
        Single(browser, "").stream(token=single.token) as ear,
    ):
        await single.start("{ viewer { role } }")
        assert (await ear.hear()).data["payload"] == {"data": {"viewer": {"role": "USER"}}}


async def test_an_operation_is_stopped_by_its_id(gateway: Gateway) -> None:
    async with reserved(gateway) as single, single.stream() as ear:
        await single.start(WATCH_MINE)
        await gateway.feed.followed_by(1)
        assert (await single.stop()).status_code == 200
        await gateway.feed.followed_by(0)
        gateway.feed.tell(update(percent=1))
        assert (await single.start("{ __typename }")).status_code == 202
        assert (await ear.hear()).data["payload"] == {"data": {"__typename": "Query"}}
        assert (await single.stop("unknown")).status_code == 200


async def test_what_is_wrong_with_a_request_is_told_in_its_own_answer(gateway: Gateway) -> None:
    async with reserved(gateway) as single, single.stream():
        assert error_of(await single.start("{")) == (400, "GRAPHQL_PARSE_FAILED")
        assert error_of(await single.start("{ nothing }")) == (400, "GRAPHQL_VALIDATION_FAILED")
        assert error_of(await single.start("{ __typename }", None)) == (400, "BAD_REQUEST")
        assert error_of(await single.start("{ __typename }", 7)) == (400, "BAD_REQUEST")
        assert error_of(await single.start("{ __typename }", "x" * 201)) == (400, "BAD_REQUEST")
        assert error_of(await single.stop(None)) == (400, "BAD_REQUEST")
        batch = await single.client.post("/graphql", json=[], headers={TOKEN: single.token})
        assert error_of(batch) == (400, "BAD_REQUEST")


async def test_what_fails_later_is_told_in_the_stream(gateway: Gateway) -> None:
    async with reserved(gateway) as single, single.stream() as ear:
        await single.start("subscription { allTaskUpdates { kind } }")
        heard = await ear.hear()

        assert heard.data["payload"]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert await ear.hear() == Heard("complete", {"id": "1"})


async def test_an_id_that_is_in_use_is_a_conflict(gateway: Gateway) -> None:
    async with reserved(gateway) as single:
        assert (await single.start(WATCH_MINE)).status_code == 202
        assert (await single.start(WATCH_MINE)).status_code == 409


async def test_the_101st_operation_at_a_time_is_refused(gateway: Gateway) -> None:
    async with reserved(gateway) as single:
        for number in range(100):
            assert (await single.start(WATCH_MINE, str(number))).status_code == 202
        assert error_of(await single.start(WATCH_MINE, "100")) == (400, "LIMIT_EXCEEDED")


async def test_a_reservation_is_good_for_one_stream(gateway: Gateway) -> None:
    async with reserved(gateway) as single:
        async with single.stream(), single.stream() as second:
            assert second.response.status_code == 409
        await gateway.feed.followed_by(0)
        async with gateway.client() as client:
            unknown = await client.get("/graphql", params={"token": "wrong"}, headers={"Accept": EVENTS})
    assert unknown.status_code == 404


async def test_a_reservation_needs_credentials_and_is_its_viewers_own(gateway: Gateway) -> None:
    async with gateway.client(Authorization="wrong") as stranger:
        assert error_of(await stranger.put("/graphql")) == (401, "UNAUTHENTICATED")
    async with gateway.client() as nobody:
        assert (await nobody.put("/graphql")).status_code == 405
    async with (
        reserved(gateway) as single,
        gateway.client(**headers("bob")) as bob,
        gateway.client() as nobody,
    ):
        stolen = Single(bob, single.token)
        assert (await stolen.start("{ __typename }")).status_code == 404
        assert (await stolen.stop()).status_code == 404
        assert (await Single(nobody, single.token).start("{ __typename }")).status_code == 401


async def test_a_put_with_a_body_is_no_reservation(gateway: Gateway) -> None:
    async with gateway.client(**headers("alice")) as client:
        response = await client.put("/graphql", json={"query": "{ __typename }"})
        bare_delete = await client.delete("/graphql")

    assert response.status_code == bare_delete.status_code == 405
    assert response.headers["allow"] == "GET, POST"


async def test_a_viewer_has_so_many_unused_reservations(gateway: Gateway) -> None:
    async with gateway.client(**headers("alice")) as client:
        statuses = [(await client.put("/graphql")).status_code for _ in range(21)]

    assert statuses == [201] * 20 + [429]


async def test_a_reservation_that_nobody_uses_is_forgotten(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reservations, "UNUSED_SECONDS", 0)
    async with reserved(gateway) as single:
        await gateway.settle()

        assert (await single.start("{ __typename }")).status_code == 404


@ON_EACH_ENGINE
async def test_a_user_who_was_disabled_meanwhile_opens_no_stream(gateway: Gateway) -> None:
    async with reserved(gateway) as single:
        gateway.run(f"UPDATE users SET status = 2 WHERE id = {IDS['alice']}")
        async with single.stream() as refused:
            assert refused.response.status_code == 401


async def test_a_stream_counts_among_the_connections_of_its_viewer(newapi_database: Database) -> None:
    async with (
        gateway_on(newapi_database, live_connections=1) as gateway,
        reserved(gateway) as single,
        reserved(gateway) as other,
        single.stream(),
        other.stream() as refused,
    ):
        assert refused.response.status_code == 429


async def test_a_stream_that_ends_ends_its_operations(gateway: Gateway) -> None:
    async with reserved(gateway) as single:
        async with single.stream():
            await single.start(WATCH_MINE)
            await gateway.feed.followed_by(1)
        await gateway.feed.followed_by(0)
        assert (await single.start(WATCH_MINE)).status_code == 404

    assert len(gateway.vigil) == 0


@ON_EACH_ENGINE
async def test_a_revoked_token_ends_all_operations_with_its_reason(gateway: Gateway) -> None:
    async with reserved(gateway) as single, single.stream() as ear:
        await single.start(WATCH_MINE)
        await gateway.feed.followed_by(1)
        await gateway.revoke(IDS["alice"])
        told, *rest = await ear.rest()

    assert told.data["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert Heard("complete", {"id": "1"}) in rest


async def test_a_gateway_that_shuts_down_completes_nothing(gateway: Gateway) -> None:
    async with reserved(gateway) as single, single.stream() as ear:
        await single.start(WATCH_MINE)
        await gateway.feed.followed_by(1)
        gateway.close()

        assert await ear.rest() == []
        assert ear.retry is not None
