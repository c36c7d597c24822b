from typing import Any

import pytest

from gql.polling.answer import Answer
from gql.polling.judgement import NOTHING_SAID, Rules
from gql.polling.schedule import Tracked
from gql.tasks.model import Task
from tests.polling.world import a_task, said

RULES = Rules(interval_seconds=15, timeout_seconds=600, lost_rounds=3)
NOW_MS = 1_790_000_000_000


def tracked(**values: Any) -> Tracked:
    known: dict[str, Any] = {"id": 1, "mj_id": "m1", "channel_id": 1, "born": 0.0, "changed": 0.0}
    return Tracked(**(known | values))


def judged(
    answer: Answer | None, now: float = 10, task: Task | None = None, **values: Any
) -> tuple[str, str, int] | None:
    change = RULES.judge(task or a_task(1), tracked(**values), answer, now, NOW_MS)
    return (change.after.status, change.after.fail_reason, change.refund) if change else None


def known(status: str, progress: str = "") -> Answer:
    return Answer({"m1": said("m1", status, progress)})


def test_what_the_upstream_says_is_what_happens() -> None:
    assert judged(known("IN_PROGRESS", "5%")) == ("IN_PROGRESS", "", 0)
    assert judged(known("SUCCESS")) == ("SUCCESS", "", 0)
    assert judged(NOTHING_SAID) is None


@pytest.mark.parametrize(
    ("answer", "now", "values", "reason"),
    [
        (None, 10, {}, "获取渠道信息失败，请联系管理员，渠道ID：1"),
        (NOTHING_SAID, 600, {}, "上游任务超时（超过10分钟）"),
        (known("IN_PROGRESS", "5%"), 600, {}, "上游任务超时（超过10分钟）"),
        (Answer({}, missing=frozenset({"m1"})), 10, {"missing": 3}, "上游已无此任务（lost upstream）"),
    ],
)
def test_a_task_that_can_not_be_followed_has_failed_and_is_refunded(
    answer: Answer | None, now: float, values: dict[str, Any], reason: str
) -> None:
    assert judged(answer, now, **values) == ("FAILURE", reason, 10)


def test_a_task_without_an_upstream_id_has_failed() -> None:
    assert judged(NOTHING_SAID, task=a_task(1, mj_id="")) == ("FAILURE", "上游未返回任务编号（no mj_id）", 10)


@pytest.mark.parametrize("values", [{"born": -9999.0}, {"missing": 99}])
def test_an_end_that_the_upstream_tells_goes_before_a_failure(values: dict[str, Any]) -> None:
    assert judged(known("SUCCESS"), **values) == ("SUCCESS", "", 0)


@pytest.mark.parametrize("answer", [None, NOTHING_SAID, known("IN_PROGRESS", "93%")])
def test_a_task_that_has_ended_stays_as_it_is(answer: Answer | None) -> None:
    assert judged(answer, 9999, a_task(1, status="SUCCESS", progress="100%"), missing=99) is None


def test_only_answers_without_the_task_count_as_missing_and_none_in_the_beginning() -> None:
    task, missing = tracked(), Answer({}, missing=frozenset({"m1"}))
    RULES.note(task, missing, 29)
    RULES.note(task, NOTHING_SAID, 31)
    RULES.note(task, Answer({}, unreadable=frozenset({"m1"})), 31)
    RULES.note(task, Answer({}, unasked=frozenset({"m1"})), 31)
    assert task.missing == 0
    RULES.note(task, missing, 31)
    RULES.note(task, missing, 46)
    assert task.missing == 2
    RULES.note(task, known("IN_PROGRESS"), 61)
    assert task.missing == 0


def test_the_next_time_is_soon_for_what_moves_and_an_interval_away_for_what_is_missing() -> None:
    assert RULES.next_due(tracked(changed=100), 100) == 101.5
    assert RULES.next_due(tracked(changed=100, missing=1), 100) == 115
    assert RULES.next_due(tracked(), 300) == 315


def test_no_task_is_asked_about_later_than_it_may_take_but_always_later_than_now() -> None:
    assert RULES.next_due(tracked(), 590) == 600
    assert RULES.next_due(tracked(), 600) == 615


def test_short_intervals_make_short_ticks() -> None:
    assert (RULES.tick_seconds, Rules(interval_seconds=0.2).tick_seconds) == (1, 0.2)
