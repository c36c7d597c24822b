import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.background.served import QUOTA, Upstream, furnish, served, upstream_with, watching
from tests.channels.rows import lead_to
from tests.servers.engines import ON_A_FILE, ON_EACH_SITE, STANDALONE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.streams.talk import Talk
from tests.webhook.hooks import HOOK, SECRET, call, quota

WATCH = """
subscription { taskUpdated(mjId: "%s") { kind previousStatus task { status progress estimatedFinishAt } } }
"""
DEADLINE_SECONDS = 20
STORED = "SELECT status, progress FROM midjourneys"


@pytest.fixture(params=["SUCCESS"])
async def upstream(request: pytest.FixtureRequest, place: Place) -> AsyncIterator[Upstream]:
    """An upstream whose task is alice's."""
    async with upstream_with(request.param) as upstream:
        furnish(place, upstream)
        yield upstream


def watching_task(client: httpx.AsyncClient, upstream: Upstream) -> AbstractAsyncContextManager[Talk]:
    """Follow the task."""
    return watching(str(client.base_url), WATCH % upstream.task.id)


async def hear(talk: Talk, status: str, progress: str) -> dict[str, Any]:
    """Hear updates until one says this of the task."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            heard = await talk.hear()
            assert heard["type"] == "next", heard
            update: dict[str, Any] = heard["payload"]["data"]["taskUpdated"]
            if (update["task"]["status"], update["task"]["progress"]) == (status, progress):
                return update


@ON_EACH_SITE
async def test_a_subscriber_hears_of_each_step_of_a_task_until_its_end(
    upstream: Upstream, place: Place
) -> None:
    async with (
        served(place, poll="true") as client,
        watching_task(client, upstream) as talk,
    ):
        moments = upstream.task.timeline.moments
        kinds = []
        for moment in moments:
            upstream.now_ms = upstream.task.submit_time + moment.at_ms
            kinds.append((await hear(talk, moment.status, moment.progress or ""))["kind"])
        assert (await talk.hear())["type"] == "complete"
        assert (moments[-1].status, kinds[-1], len(kinds) > 5) == ("SUCCESS", "FINISHED", True)
        assert set(kinds[1:-1]) == {"PROGRESSED"}
        told = (await client.get("/readyz")).json()
        metrics = (await client.get("/metrics")).text
    assert (told["status"], told["updater"]["leading"]) == ("ready", True)
    assert (told["updater"]["channels_away"], told["updater"]["unfinished"] <= 1) == (0, True)
    assert told["updater"]["seconds_since_last_round"] < 5
    assert outside(place, STORED) == [("SUCCESS", "100%")]
    values = {
        (sample.name, sample.labels.get("channel") or sample.labels.get("status")): sample.value
        for family in text_string_to_metric_families(metrics)
        for sample in family.samples
    }
    assert values["mj_gateway_polled_tasks_total", "1"] >= len(moments)
    assert values["mj_gateway_poll_seconds_count", "1"] >= len(moments)
    assert values["mj_gateway_task_changes_total", "SUCCESS"] == 1
    assert values["mj_gateway_channel_away", "1"] == 0


@ON_EACH_SITE
@pytest.mark.parametrize("upstream", ["FAILURE"], indirect=True)
async def test_a_failure_is_refunded_once_and_the_subscriber_hears_of_it(
    upstream: Upstream, place: Place
) -> None:
    before = quota(place)
    upstream.now_ms += 10_000_000
    async with (
        served(place, poll="true") as client,
        watching_task(client, upstream) as talk,
    ):
        assert (await hear(talk, "FAILURE", "100%"))["kind"] == "FINISHED"
        metrics = (await client.get("/metrics")).text.splitlines()
    assert {"mj_gateway_refunds_total 1.0", f"mj_gateway_refunded_quota_total {QUOTA}.0"} <= set(metrics)
    assert quota(place) == before + QUOTA


async def test_where_upstreams_can_not_be_asked_the_metrics_and_the_health_say_so(
    upstream: Upstream, place: Place
) -> None:
    lead_to(place, upstream.url, "wrong")
    async with served(place, poll="true") as client, asyncio.timeout(DEADLINE_SECONDS):
        while (await client.get("/readyz")).json().get("updater", {}).get("channels_away") != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        metrics = (await client.get("/metrics")).text
    assert 'mj_gateway_poll_failures_total{channel="1",reason="Refused"} 5.0' in metrics
    assert 'mj_gateway_channel_away{channel="1"} 1.0' in metrics


@STANDALONE
async def test_without_an_updater_the_webhook_is_heard_of_all_the_same(
    upstream: Upstream, place: Place
) -> None:
    hooked = {"id": upstream.task.id, "status": "SUCCESS", "progress": "100%"}
    async with (
        served(place, poll="false", notify_secret=SECRET) as client,
        watching_task(client, upstream) as talk,
    ):
        await hear(talk, "UNKNOWN", "0%")
        assert (await call(client, hooked, HOOK)).status_code == 200
        assert (await hear(talk, "SUCCESS", "100%"))["kind"] == "FINISHED"
        assert (await client.get("/readyz")).json() == {"status": "ready"}
    assert upstream.polls == []


@ON_A_FILE
async def test_new_api_s_database_is_not_followed_unless_that_is_asked_for(
    upstream: Upstream, newapi_file: Path
) -> None:
    before = newapi_file.read_bytes()
    async with served(newapi_file) as client, watching_task(client, upstream) as talk:
        await hear(talk, "UNKNOWN", "0%")
        assert (await client.get("/readyz")).json() == {"status": "ready"}
    assert (upstream.polls, newapi_file.read_bytes() == before) == ([], True)


@STANDALONE
@pytest.mark.parametrize(
    "statement",
    ["UPDATE users SET access_token = 'another'", "UPDATE users SET status = 2", "DELETE FROM users"],
)
async def test_who_may_watch_no_more_is_cut_off_within_5_seconds(
    upstream: Upstream, place: Place, statement: str
) -> None:
    loop = asyncio.get_running_loop()
    async with served(place) as client, watching_task(client, upstream) as talk:
        await talk.hear()
        begin = loop.time()
        await asyncio.to_thread(outside, place, f"{statement} WHERE username = 'alice'")
        code, _ = await talk.closed()
        assert (code, loop.time() - begin < 5) == (4403, True)
