from random import Random

import httpx
import pytest

from tests.servers.engines import ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.webhook.hooks import ALICE, QUOTA, call, ends, quota, recorded, refunds, rows, submit, submitted

pytestmark = ON_EACH_SITE
TASKS = list(dict.fromkeys(task["id"] for task in recorded()))
FAILED = [mj_id for mj_id, task in ends().items() if task["status"] == "FAILURE"]


async def test_the_recorded_calls_bring_each_task_to_where_it_was(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    submit(place, *TASKS)
    before, refunded = quota(place), refunds(place)
    for task in recorded():
        response = await call(gateway, task)
        assert (response.status_code, response.json()) == (200, {"success": True, "message": ""})
        assert response.headers["cache-control"] == "no-store"
    stored = {row[0]: row[1:] for row in rows(place, TASKS)}
    for mj_id, task in ends().items():
        assert stored[mj_id][:5] == (
            task["status"], "100%", task["imageUrl"] or "", task["failReason"] or "", task["finishTime"]
        )  # fmt: skip
    unended = set(TASKS) - ends().keys()
    assert {stored[mj_id][:2] for mj_id in unended} == {("IN_PROGRESS", "62%")}
    assert (quota(place), refunds(place)) == (before + QUOTA * len(FAILED), refunded + len(FAILED))
    assert (len(recorded()), len(TASKS), len(FAILED)) == (49, 14, 4)


@pytest.mark.parametrize("seed", range(3))
async def test_the_order_of_the_calls_and_their_repetition_change_nothing(
    gateway: httpx.AsyncClient, place: Place, seed: int
) -> None:
    submit(place, *TASKS)
    before = quota(place)
    calls = recorded() * 3
    Random(seed).shuffle(calls)  # noqa: S311 - no secret
    for task in calls:
        assert (await call(gateway, task)).status_code == 200
    shuffled = rows(place, list(ends()))
    outside(place, f"DELETE FROM midjourneys WHERE mj_id IN ({', '.join(map(repr, TASKS))})")
    assert quota(place) == before + QUOTA * len(FAILED)
    submit(place, *TASKS)
    for task in ends().values():
        await call(gateway, task)
    assert rows(place, list(ends())) == shuffled


async def test_a_late_call_about_a_task_that_has_ended_changes_nothing(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    running, ended = recorded()[6], recorded()[7]
    submit(place, ended["id"])
    await call(gateway, ended)
    before = rows(place, [ended["id"]])
    assert before[0][1:3] == ("SUCCESS", "100%")
    for late in (running, ended, {**ended, "status": "FAILURE", "failReason": "late"}):
        assert (await call(gateway, late)).status_code == 200
        assert rows(place, [ended["id"]]) == before


async def test_of_what_a_column_can_not_hold_it_gets_what_it_can(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    running = recorded()[6]
    submit(place, running["id"])
    odd = {**running, "progress": "9" * 99, "promptEn": "a\0b", "finishTime": 10**30}
    assert (await call(gateway, odd)).status_code == 200
    (_, status, progress, _, _, finish_time, prompt_en, *_), *_ = rows(place, [running["id"]])
    assert (status, progress, finish_time) == (running["status"], f"{'9' * 29}…", "")
    assert prompt_en == "a�b"


async def test_an_id_of_tasks_of_two_upstreams_is_left_to_polls(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    failed = ends()[FAILED[0]]
    outside(place, submitted(failed["id"]), submitted(failed["id"], channel_id=2))
    before = rows(place, [failed["id"]]), quota(place)
    assert (await call(gateway, failed)).status_code == 200
    assert (rows(place, [failed["id"]]), quota(place)) == before


async def test_what_a_call_changes_is_counted(gateway: httpx.AsyncClient, place: Place) -> None:
    failed = ends()[FAILED[0]]
    submit(place, failed["id"])
    for _ in range(2):
        await call(gateway, failed)
    told = (await gateway.get("/metrics")).text.splitlines()
    assert 'mj_gateway_task_changes_total{status="FAILURE"} 1.0' in told
    assert {"mj_gateway_refunds_total 1.0", f"mj_gateway_refunded_quota_total {QUOTA}.0"} <= set(told)


async def test_a_task_whose_user_is_gone_ends_without_a_refund(
    gateway: httpx.AsyncClient, place: Place
) -> None:
    failed = ends()[FAILED[0]]
    outside(place, submitted(failed["id"], user_id=4711))
    before = refunds(place)
    assert (await call(gateway, failed)).status_code == 200
    assert (rows(place, [failed["id"]])[0][1], refunds(place)) == ("FAILURE", before)
    assert outside(place, f"SELECT count(*) FROM users WHERE id IN ({ALICE}, 4711)") == [(1,)]
    assert "mj_gateway_refunds_total 0.0" in (await gateway.get("/metrics")).text
