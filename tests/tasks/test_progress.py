from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gql.tasks.journal import TaskUpdateKind
from gql.tasks.model import Task
from gql.tasks.progress import (
    CHARGED,
    LOST_UPSTREAM,
    NO_UPSTREAM_ID,
    Change,
    Report,
    advance,
    channel_missing,
    failed,
    is_finished,
    timed_out,
)
from gql.tasks.times import TimeUnit
from gql.tasks.words import FINAL, TaskStatus
from tests.tasks.rows import make_task

NOW_MS = 1_790_000_000_000
INT64 = st.integers(-(2**63), 2**63 - 1)
ANYTHING = st.characters(exclude_categories=())
TEXTS = st.text(ANYTHING, max_size=4)
LONG_TEXTS = st.text(ANYTHING, max_size=40)
STATUSES = st.sampled_from([*TaskStatus, "", "PAUSED"]).map(str) | LONG_TEXTS
PROGRESSES = st.sampled_from(["", "0%", "46%", "93%", "100%", " 100% ", "Waiting to start"]) | LONG_TEXTS
TIMES = st.sampled_from([0, NOW_MS, NOW_MS - 60_000]) | INT64
UNFINISHED = STATUSES.filter(lambda status: status not in FINAL)
GOING_ON = PROGRESSES.filter(lambda progress: progress != "100%")
UNITS = st.sampled_from(TimeUnit)


def tasks(statuses: st.SearchStrategy[str], progresses: st.SearchStrategy[str]) -> st.SearchStrategy[Task]:
    known: dict[str, st.SearchStrategy[Any]] = {"status": statuses, "progress": progresses, "unit": UNITS}
    numbers = {"id": INT64, "user_id": INT64, "channel_id": INT64, "quota": INT64}
    code = {"code": st.sampled_from([0, 1, 3, 4, 5, 9, 21, 22, 23, 24])}
    times = dict.fromkeys(("submit_time", "start_time", "finish_time"), TIMES)
    texts = {field.name: TEXTS for field in fields(Task)}
    return st.builds(Task, **texts | known | numbers | code | times)


def reports(statuses: st.SearchStrategy[str | None]) -> st.SearchStrategy[Report]:
    told = {name: st.none() | TIMES for name in ("submit_time", "start_time", "finish_time")}
    texts = {field.name: st.none() | TEXTS for field in fields(Report)}
    return st.builds(
        Report, **texts | told | {"mj_id": TEXTS, "status": statuses, "progress": st.none() | PROGRESSES}
    )


ANY_TASK = tasks(STATUSES, PROGRESSES)
GOING_TASK = tasks(UNFINISHED, GOING_ON)
ANY_REPORT = reports(st.none() | STATUSES)
FINAL_REPORT = reports(st.sampled_from(FINAL).map(str))


def last(task: Task, told: list[Report]) -> Task:
    """The task after all these reports."""
    for report in told:
        if change := advance(task, report, NOW_MS):
            task = change.after
    return task


def changed(task: Task, **values: Any) -> Change:
    change = advance(task, Report("1", **values), NOW_MS)
    assert change
    return change


@given(ANY_TASK, ANY_REPORT, st.integers(0, 2**53))
def test_any_report_on_any_task_gives_a_change_that_is_one_or_none(
    task: Task, report: Report, now_ms: int
) -> None:
    change = advance(task, report, now_ms)

    if change:
        assert change.after != task
        assert all(getattr(task, name) != value for name, value in change.values.items())
        assert change.after.id == task.id
        assert change.after.user_id == task.user_id
        assert change.after.quota == task.quota


@given(tasks(STATUSES, st.just("100%")) | tasks(st.sampled_from(FINAL).map(str), PROGRESSES), ANY_REPORT)
def test_nothing_changes_a_finished_task(task: Task, report: Report) -> None:
    assert is_finished(task)
    assert advance(task, report, NOW_MS) is None
    assert failed(task, LOST_UPSTREAM, NOW_MS) is None


@given(GOING_TASK, FINAL_REPORT)
def test_a_finished_task_has_a_finish_time_and_100_percent(task: Task, report: Report) -> None:
    for change in (advance(task, report, NOW_MS), failed(task, LOST_UPSTREAM, NOW_MS)):
        assert change
        assert is_finished(change.after)
        assert change.after.progress == "100%"
        assert change.after.status in FINAL
        assert change.after.finish_time != 0
        assert change.update.kind is TaskUpdateKind.FINISHED


@given(GOING_TASK, ANY_REPORT)
@example(make_task(status="SUBMITTED"), Report("1", "SUCCESS              x", "100%"))
def test_only_the_three_final_states_end_a_task(task: Task, report: Report) -> None:
    change = advance(task, report, NOW_MS)

    if change:
        assert is_finished(change.after) == (change.after.status in FINAL)


@given(GOING_TASK, ANY_REPORT, st.integers(0, 2**50))
def test_the_same_report_changes_nothing_the_second_time(task: Task, report: Report, later_ms: int) -> None:
    change = advance(task, report, NOW_MS)

    if change:
        assert advance(change.after, report, NOW_MS + later_ms) is None


@given(GOING_TASK, st.lists(reports(UNFINISHED)), FINAL_REPORT, st.randoms(use_true_random=False))
def test_in_whatever_order_reports_come_and_repeat_the_final_one_has_the_last_word(
    task: Task, told: list[Report], final: Report, random: Any
) -> None:
    told = [replace(report, fail_reason=None) for report in told] + [final]
    shuffled = told * 2
    random.shuffle(shuffled)

    end, other = last(task, told), last(task, shuffled)

    assert end.status == other.status
    assert end.progress == other.progress == "100%"
    assert end.fail_reason == other.fail_reason


@given(GOING_TASK, ANY_REPORT)
def test_a_refund_is_given_for_a_failure_that_was_charged_and_for_nothing_else(
    task: Task, report: Report
) -> None:
    for change in (advance(task, report, NOW_MS), failed(task, NO_UPSTREAM_ID, NOW_MS)):
        if change:
            due = change.after.status == "FAILURE" and task.code in CHARGED
            assert change.refund == (max(task.quota, 0) if due else 0)


@given(GOING_TASK, ANY_REPORT)
def test_what_is_stored_fits_its_column_and_is_text_that_every_database_takes(
    task: Task, report: Report
) -> None:
    change = advance(task, report, NOW_MS)

    if change:
        for value in change.values.values():
            assert isinstance(value, int) or "\0" not in value
            assert str(value).encode().decode() == str(value)
        assert len(str(change.values.get("status", ""))) <= 20
        assert len(str(change.values.get("progress", ""))) <= 30


@given(GOING_TASK, reports(UNFINISHED))
def test_a_task_under_way_keeps_the_times_that_are_known(task: Task, report: Report) -> None:
    change = advance(task, replace(report, submit_time=0, start_time=None), NOW_MS)

    if change:
        assert change.after.submit_time == task.submit_time
        assert change.after.start_time == task.start_time


def test_progress_that_falls_is_kept_as_it_is_reported() -> None:
    task = make_task(status="IN_PROGRESS", progress="62%")

    assert changed(task, status="IN_PROGRESS", progress="46%").after.progress == "46%"
    assert changed(task, status="IN_PROGRESS", progress=None).after.progress == ""


def test_100_percent_before_the_end_becomes_99_else_nobody_would_ask_again() -> None:
    after = changed(make_task(status="IN_PROGRESS"), status="IN_PROGRESS", progress="100%").after

    assert after.progress == "99%"
    assert not is_finished(after)


def test_a_report_without_a_status_says_nothing() -> None:
    task = make_task(status="IN_PROGRESS", progress="31%")

    assert advance(task, Report("1", progress="46%"), NOW_MS) is None
    assert advance(task, Report("1", status=" "), NOW_MS) is None


@pytest.mark.parametrize(("unit", "told"), [(TimeUnit.MILLISECONDS, 1000), (TimeUnit.SECONDS, 1)])
def test_times_are_stored_in_the_unit_of_the_database(unit: TimeUnit, told: int) -> None:
    times = {"submit_time": 1_700_000_001_000, "start_time": 1_700_000_002_000}
    after = changed(make_task(unit, status="SUBMITTED"), status="SUCCESS", **times).after

    assert after.submit_time == 1_700_000_001 * told
    assert after.start_time == 1_700_000_002 * told
    assert after.finish_time == 1_790_000_000 * told


def test_the_upstreams_finish_time_goes_before_our_clock() -> None:
    assert (
        changed(make_task(), status="SUCCESS", finish_time=1_700_000_000_000).after.finish_time == 17 * 10**11
    )


def test_a_reason_makes_a_failure_as_in_new_api_unless_the_task_ended_otherwise() -> None:
    task = make_task(code=1, quota=5, status="IN_PROGRESS")

    assert changed(task, status="IN_PROGRESS", fail_reason="banned").after.status == "FAILURE"
    assert changed(task, status="IN_PROGRESS", fail_reason="banned").refund == 5
    assert changed(task, status="SUCCESS", fail_reason="odd").refund == 0


def test_a_failure_keeps_the_last_picture() -> None:
    task = make_task(status="IN_PROGRESS", image_url="https://x/preview.webp")

    assert changed(task, status="FAILURE").after.image_url == "https://x/preview.webp"
    assert changed(task, status="FAILURE", image_url="https://x/2").after.image_url == "https://x/2"
    assert changed(task, status="IN_PROGRESS").after.image_url == ""


def test_buttons_and_properties_that_are_not_told_stay() -> None:
    task = make_task(status="SUBMITTED", buttons="[]", properties="{}", state="mine")
    after = changed(task, status="IN_PROGRESS").after

    assert (after.buttons, after.properties, after.state) == ("[]", "{}", "")


@pytest.mark.parametrize(("code", "stored"), [(0, 1), (1, 1), (22, 1), (23, 23), (24, 24)])
def test_the_first_update_accepts_a_submission_that_was_charged(code: int, stored: int) -> None:
    after = changed(make_task(code=code), status="IN_PROGRESS").after

    assert after.code == stored


def test_a_failure_of_ours_says_why_and_gives_the_quota_back() -> None:
    change = failed(make_task(code=22, quota=50_000, finish_time=0), channel_missing(9), NOW_MS)

    assert change
    assert change.refund == 50_000
    assert change.update.previous_status == ""
    assert change.values == {
        "status": "FAILURE",
        "progress": "100%",
        "fail_reason": "获取渠道信息失败，请联系管理员，渠道ID：9",
        "finish_time": NOW_MS,
    }


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (3600, "上游任务超时（超过1小时）"),
        (7200.0, "上游任务超时（超过2小时）"),
        (5400, "上游任务超时（超过90分钟）"),
        (60, "上游任务超时（超过1分钟）"),
        (90, "上游任务超时（超过90秒）"),
        (0.5, "上游任务超时（超过0.5秒）"),
    ],
)
def test_a_time_out_is_told_in_the_words_of_new_api(seconds: float, reason: str) -> None:
    assert timed_out(seconds) == reason


def test_the_loss_of_a_task_is_told_in_both_languages() -> None:
    assert "lost upstream" in LOST_UPSTREAM
    assert "no mj_id" in NO_UPSTREAM_ID


def test_an_update_that_is_not_the_end_tells_of_progress() -> None:
    update = changed(make_task(status="SUBMITTED"), status="IN_PROGRESS", progress="15%").update

    assert update.kind is TaskUpdateKind.PROGRESSED
    assert update.previous_status == "SUBMITTED"
    assert update.task.progress == "15%"
