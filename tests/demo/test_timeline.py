"""A task's life in the simulated upstream."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.demo.timeline import LONGEST_MS, PACES, Timeline, timeline_of

SEEDS = st.integers(0, 2**32 - 1)
ACTIONS = st.sampled_from(sorted(PACES))
TIMELINES = st.builds(timeline_of, SEEDS, ACTIONS)
CLOCKS = st.lists(st.integers(-1_000, 2 * LONGEST_MS), min_size=1, max_size=40).map(sorted)
RANKS = {"NOT_START": 0, "SUBMITTED": 1, "IN_PROGRESS": 2, "SUCCESS": 3, "FAILURE": 3}


@given(TIMELINES, CLOCKS)
def test_a_task_never_goes_back_nor_leaves_its_final_state(timeline: Timeline, clock: list[int]) -> None:
    seen = [timeline.at(elapsed_ms) for elapsed_ms in clock]
    ranks = [RANKS[moment.status] for moment in seen]
    assert ranks == sorted(ranks)
    assert all(moment == timeline.end for moment in seen if moment.is_final)


@given(TIMELINES)
def test_every_task_ends_in_time(timeline: Timeline) -> None:
    assert timeline.end.is_final
    assert timeline.at(LONGEST_MS) == timeline.end
    assert timeline.at(timeline.end.at_ms - 1) != timeline.end


@given(TIMELINES)
def test_progress_is_a_percentage_or_one_of_the_known_words(timeline: Timeline) -> None:
    for moment in timeline.moments:
        if moment.status == "IN_PROGRESS" and moment.progress != "Waiting to start":
            assert re.fullmatch(r"\d{1,2}%", moment.progress or "")
        else:
            words = {"NOT_START": None, "SUBMITTED": "0%", "SUCCESS": "100%", "FAILURE": ""}
            assert moment.progress == words.get(moment.status, "Waiting to start")


@given(TIMELINES)
def test_a_finish_time_is_set_exactly_when_the_task_is_final(timeline: Timeline) -> None:
    for moment in timeline.moments:
        assert (moment.finished_ms is not None) == moment.is_final
        assert (moment.started_ms is None) == (moment.status == "NOT_START")
        assert (moment.fail_reason is not None) == (moment.status == "FAILURE")
    assert timeline.end.finished_ms == timeline.end.at_ms


@given(TIMELINES)
def test_the_moments_follow_each_other(timeline: Timeline) -> None:
    times = [moment.at_ms for moment in timeline.moments]
    assert times[0] == 0
    assert times == sorted(set(times))


def test_all_ends_and_falling_percentages_come_about() -> None:
    timelines = [timeline_of(seed, "IMAGINE") for seed in range(2_000)]
    reasons = {timeline.end.fail_reason for timeline in timelines}
    assert {None, "Invalid Form Body", "任务超时"} < reasons
    progresses = [[moment.progress for moment in timeline.moments] for timeline in timelines]
    assert any("62%" in shown and "46%" in shown[shown.index("62%") :] for shown in progresses)


@pytest.mark.parametrize("action", ["UPSCALE", "DESCRIBE"])
def test_short_actions_show_no_percentages(action: str) -> None:
    shown = {moment.progress for seed in range(200) for moment in timeline_of(seed, action).moments}
    assert shown == {None, "0%", "100%", ""}


def test_an_action_the_upstream_does_not_know_has_no_timeline() -> None:
    with pytest.raises(KeyError):
        timeline_of(1, "VIDEO")
