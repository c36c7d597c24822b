"""What the client makes of an upstream that fails: one test a fault."""

import asyncio
import json
from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from gql.demo.faults import FAULTS, Fault, poisoned_record
from gql.polling.client import UpstreamClient
from gql.polling.errors import (
    Refused,
    TimedOut,
    Unexpected,
    Unreachable,
    Unreadable,
    UpstreamError,
)
from tests.polling.upstream_server import Server, ids, upstream_server

KNOWN = ids(8)


async def test_an_unreadable_record_is_found_and_the_others_are_reported(client: UpstreamClient) -> None:
    async with upstream_server(ids(500)) as server:
        server.faults.current = poisoned_record({ids(500)[321]})
        answer = await client.reports(server.upstream, [*ids(500)[:499], "unknown"])

    assert (len(answer.reports), answer.missing) == (498, frozenset({"unknown"}))
    assert (answer.unreadable, answer.unasked) == (frozenset({ids(500)[321]}), frozenset())
    # The whole, nobody's, the whole again, and two of each of nine sizes of halves.
    assert len(server.polls) <= 3 + 2 * 9


async def test_an_unreadable_record_alone_is_found(client: UpstreamClient, server: Server) -> None:
    server.faults.current = poisoned_record({KNOWN[3]})
    answer = await client.reports(server.upstream, [KNOWN[3]])

    assert (answer.reports, answer.unreadable) == ({}, frozenset({KNOWN[3]}))


def once(fault: Fault, polls: list[object]) -> Fault:
    """Do wrong at the first poll only."""

    async def wrong(app, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        await (fault(app, scope, receive, send) if len(polls) == 1 else app(scope, receive, send))

    return wrong


@pytest.mark.parametrize(("name", "polls"), [("torn", 3), ("server_error", 3), ("cut", 2)])
async def test_a_failure_that_passes_costs_no_news(
    client: UpstreamClient, server: Server, name: str, polls: int
) -> None:
    server.faults.current = once(FAULTS[name], server.polls)  # type: ignore[arg-type]
    answer = await client.reports(server.upstream, KNOWN)

    assert (len(answer.reports), len(server.polls)) == (8, polls)


@pytest.mark.parametrize(
    ("name", "error", "reason", "polls"),
    [
        ("torn", Unreadable, "the answer is no list of tasks", 2),
        ("success_false", Unreadable, "the answer is no list of tasks", 2),
        ("html", Unreadable, "the answer is no list of tasks", 2),
        ("empty_body", Unreadable, "the answer is no list of tasks", 2),
        ("server_error", Unreadable, "the upstream fails (status 500)", 2),
        ("unauthorized", Refused, "the upstream refuses the channel's key (status 401)", 1),
        ("bad_gateway", Unexpected, "the upstream answers with status 502", 1),
        ("redirect", Unexpected, "the upstream answers with status 302", 1),
        ("cut", Unreachable, "no connection, or it broke (RemoteProtocolError)", 2),
    ],
)
async def test_an_upstream_that_always_fails_is_left_alone_after_two_requests(
    client: UpstreamClient,
    server: Server,
    name: str,
    error: type[UpstreamError],
    reason: str,
    polls: int,
) -> None:
    server.faults.current = FAULTS[name]
    with pytest.raises(UpstreamError) as raised:
        await client.reports(server.upstream, KNOWN)

    assert (type(raised.value), raised.value.reason) == (error, reason)
    assert str(raised.value) == f"Channel 3 (mj plus): {reason}"
    assert {scope["path"] for scope in server.polls} == {"/mj/task/list-by-condition"}
    assert len(server.polls) == polls


async def test_a_huge_body_is_left_at_the_limit(client: UpstreamClient, server: Server) -> None:
    server.faults.current = FAULTS["huge_body"]
    with pytest.raises(Unreadable, match="the answer is larger than 1000000 bytes"):
        await client.reports(server.upstream, KNOWN)


def wordy(length: int) -> Fault:
    """Tell each task that is asked for with a prompt of that many characters."""

    async def fault(app, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        asked = json.loads(await Request(scope, receive).body())["ids"]
        tasks = [{"id": mj_id, "status": "IN_PROGRESS", "promptEn": "x" * length} for mj_id in asked]
        await JSONResponse(tasks)(scope, receive, send)

    return fault


async def test_a_long_answer_is_read_to_its_end(client: UpstreamClient, server: Server) -> None:
    server.faults.current = wordy(100_000)
    answer = await client.reports(server.upstream, KNOWN)

    assert {mj_id: len(report.prompt_en or "") for mj_id, report in answer.reports.items()} == dict.fromkeys(
        KNOWN, 100_000
    )
    assert len(server.polls) == 1


async def test_a_batch_whose_answer_is_over_the_limit_is_asked_for_in_halves(
    client: UpstreamClient, server: Server
) -> None:
    server.faults.current = wordy(300_000)
    answer = await client.reports(server.upstream, KNOWN)

    assert answer.reports.keys() == set(KNOWN)
    assert len(server.polls) > len(KNOWN) / 3


@pytest.mark.parametrize("name", ["hang", "slow"])
async def test_a_hanging_upstream_is_left_when_the_time_is_up(
    impatient: UpstreamClient, server: Server, name: str
) -> None:
    server.faults.current = FAULTS[name]
    async with asyncio.timeout(5):
        with pytest.raises(TimedOut):
            await impatient.reports(server.upstream, KNOWN)

    assert len(server.polls) == 1


async def test_what_is_learned_before_the_time_is_up_is_kept(
    impatient: UpstreamClient, server: Server
) -> None:
    poisoned = poisoned_record({KNOWN[0]})

    async def tiring(app, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        await (FAULTS["hang"] if len(server.polls) > 5 else poisoned)(app, scope, receive, send)

    server.faults.current = tiring
    answer = await impatient.reports(server.upstream, KNOWN)

    assert set(answer.reports) == set(KNOWN[4:])
    assert answer.unasked == frozenset(KNOWN[:4])
    assert (answer.missing, answer.unreadable) == (frozenset(), frozenset())


async def test_what_is_learned_before_an_upstream_goes_away_is_kept(
    client: UpstreamClient, server: Server
) -> None:
    poisoned = poisoned_record({KNOWN[0]})

    async def leaving(app, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        await (FAULTS["bad_gateway"] if len(server.polls) > 5 else poisoned)(app, scope, receive, send)

    server.faults.current = leaving
    answer = await client.reports(server.upstream, KNOWN)

    assert set(answer.reports) == set(KNOWN[4:])
    assert answer.unasked == frozenset(KNOWN[:4])


async def test_nobody_listening_is_unreachable(client: UpstreamClient, server: Server) -> None:
    nowhere = replace(server.upstream, base_url="http://127.0.0.1:1")
    with pytest.raises(Unreachable, match=r"Channel 3 \(mj plus\): no connection.*ConnectError"):
        await client.reports(nowhere, KNOWN)
