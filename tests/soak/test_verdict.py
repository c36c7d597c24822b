"""What a soak must not let pass."""

from typing import Any

import pytest

from benchmarks.soak.gateway import Sample
from benchmarks.soak.plan import Plan
from benchmarks.soak.scene import OPENING_QUOTA, Submission
from benchmarks.soak.upstreams import ENDLESS
from benchmarks.soak.verdict import Figures, judge_process, judged_tasks, slope_mb, wrong_quotas
from gql.tasks.progress import LOST_UPSTREAM, timed_out

PLAN = Plan.lasting(600)
USUAL = Submission("", 2, "m1", 1, 50_000)
SUCCESS = {"status": "SUCCESS", "failReason": None}
FAILURE = {"status": "FAILURE", "failReason": "banned"}


def row(**values: Any) -> dict[str, Any]:
    done = {"id": 1, "status": "SUCCESS", "progress": "100%", "fail_reason": ""}
    return {**done, "submit_time": 1_000, "finish_time": 9_000, **values}


def told(submission: Submission, stored: dict[str, Any], upstream: dict[str, Any]) -> list[str]:
    """What is said to be wrong of one task."""
    return judged_tasks(PLAN, [stored], {1: submission}, {(1, "m1"): upstream})[1]


def samples(count: int, **each: float) -> list[Sample]:
    """Samples of a process, one a second, whose memory grows as told."""
    grows = each.get("grows_kb", 0.0)
    stalls, starved = each.get("stall_ms", 1.0), each.get("starved_ms", 0.0)
    return [Sample(at, 100_000 + at * grows, 40, 30, stalls, starved) for at in range(count)]


def test_a_task_that_ended_as_its_upstream_says_is_right() -> None:
    assert told(USUAL, row(), SUCCESS) == []
    assert told(USUAL, row(status="FAILURE", fail_reason="banned"), FAILURE) == []
    late = row(status="FAILURE", fail_reason=timed_out(150), finish_time=151_000)
    assert told(USUAL, late, SUCCESS) == []
    assert told(Submission(ENDLESS, 2, "m1", 1, 5), late, SUCCESS) == []
    assert told(USUAL, late | {"finish_time": 9_000}, {**SUCCESS, "finishTime": 9_000}) == []


@pytest.mark.parametrize(
    "stored",
    [
        row(status="FAILURE", fail_reason="banned"),
        row(status="FAILURE", fail_reason=LOST_UPSTREAM),
        row(status="FAILURE", fail_reason=timed_out(150)),
        row(status="IN_PROGRESS", progress="93%"),
        row(finish_time=0),
        row(id=2),
    ],
)
def test_any_other_end_is_wrong(stored: dict[str, Any]) -> None:
    [sentence] = told(USUAL, stored, SUCCESS)
    assert sentence.startswith("task 1 (usual): ")


@pytest.mark.parametrize(("refunds", "wrong"), [(0, 1), (1, 0), (2, 1)])
def test_a_refund_that_is_missing_or_double_makes_a_quota_wrong(refunds: int, wrong: int) -> None:
    plan = Plan.lasting(10)
    paid = {2: refunds * 50_000}
    users = [{"id": id_, "quota": OPENING_QUOTA * id_ + paid.get(id_, 0)} for id_ in range(1, plan.users + 1)]
    assert len(wrong_quotas(plan, users, [row(status="FAILURE")], {1: USUAL})) == wrong


def test_memory_that_grows_by_more_than_a_megabyte_in_ten_minutes_is_told() -> None:
    assert slope_mb(samples(120, grows_kb=1.0)) == pytest.approx(600 / 1024)
    for grows_kb, good in ((1.0, True), (2.0, False)):
        figures = Figures()
        judge_process(PLAN, samples(1_201, grows_kb=grows_kb), 0.0, figures)
        assert figures.are_good is good


def test_a_stall_counts_less_the_time_without_a_processor() -> None:
    for starved_ms, good in ((0.0, False), (200.0, True)):
        figures = Figures()
        judge_process(PLAN, samples(1_201, stall_ms=250.0, starved_ms=starved_ms), 0.0, figures)
        assert figures.are_good is good
