import asyncio
from random import Random
from typing import Any

import httpx

from gql.demo.faults import misreporting
from gql.polling.updater import updater
from gql.settings import load
from tests.channels.rows import lead_to
from tests.polling.upstream_server import TASK, ids, upstream_server
from tests.servers.engines import ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.changes.conftest import opened
from tests.tasks.changes.journals import RecordingJournal
from tests.webhook.hooks import QUOTA, call, ends, quota, refunds, rows, submit

pytestmark = ON_EACH_SITE
FAILED = next(task for task in ends().values() if task["status"] == "FAILURE")
FAILURE = {"status": "FAILURE", "progress": "100%", "failReason": "构图失败", "imageUrl": None}
MANY = 40


async def test_a_failure_that_is_told_20_times_at_once_is_refunded_once(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    submit(place, FAILED["id"])
    before, refunded = quota(place), refunds(place)
    responses = await asyncio.gather(*(call(gateway, FAILED) for _ in range(20)))
    assert {response.status_code for response in responses} == {200}
    assert rows(place, [FAILED["id"]])[0][1:3] == ("FAILURE", "100%")
    assert (quota(place), refunds(place)) == (before + QUOTA, refunded + 1)


async def test_of_a_failure_and_a_success_at_once_one_wins_and_the_refund_goes_with_it(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    mj_ids, before, refunded = ids(MANY), quota(place), refunds(place)
    submit(place, *mj_ids)
    calls = [{**TASK, "id": mj_id, **how} for mj_id in mj_ids for how in ({}, FAILURE) for _ in range(3)]
    Random(1).shuffle(calls)  # noqa: S311 - no secret
    await asyncio.gather(*(call(gateway, task) for task in calls))
    stored = [row[1] for row in rows(place, mj_ids)]
    failed = stored.count("FAILURE")
    assert set(stored) == {"SUCCESS", "FAILURE"}
    assert (quota(place), refunds(place)) == (before + failed * QUOTA, refunded + failed)


def failing(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say that all of them have failed."""
    return [task | FAILURE for task in tasks]


async def test_a_failure_that_hook_and_updater_hear_of_at_once_is_refunded_once(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    mj_ids = ids(MANY)
    async with upstream_server(mj_ids) as server:
        outside(place, "DELETE FROM midjourneys")
        lead_to(place, server.upstream.base_url, server.upstream.secret)
        submit(place, *mj_ids)
        before, refunded = quota(place), refunds(place)
        server.faults.current = misreporting(failing)
        calls = [{**TASK, "id": mj_id, **FAILURE} for mj_id in mj_ids]
        hooked = await counted_round(place, gateway, calls)
    assert {row[1] for row in rows(place, mj_ids)} == {"FAILURE"}
    assert (quota(place), refunds(place)) == (before + MANY * QUOTA, refunded + MANY)
    assert hooked == MANY


async def counted_round(place: Place, gateway: httpx.AsyncClient, calls: list[dict[str, Any]]) -> int:
    """Let an updater with a connection of its own run a round beside calls of the hook."""
    database = await opened(place)
    try:
        async with updater(load(), database, RecordingJournal(place)) as poller:
            responses = await asyncio.gather(*(call(gateway, task) for task in calls), poller.round())
    finally:
        await database.close()
    return sum(response.status_code == 200 for response in responses[:-1] if response)
