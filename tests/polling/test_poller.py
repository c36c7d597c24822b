from dataclasses import replace
from itertools import pairwise

import pytest

from gql.errors import Unavailable
from gql.polling.judgement import Rules
from gql.polling.lease.record import LeaseRecord
from gql.polling.poller import BATCH, CHANNELS, Round
from tests.polling.updater import RULES, Updater
from tests.polling.world import a_task, said, submitted


@pytest.fixture
def updater() -> Updater:
    return Updater()


async def test_a_task_is_followed_to_its_end_and_then_left_alone(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.says["m1"] = said("m1", "IN_PROGRESS", "31%")
    await updater.go_on(2)
    assert updater.database.tasks[1].progress == "31%"
    updater.client.says["m1"] = said("m1", "SUCCESS")
    await updater.go_on(10)
    asked = len(updater.client.asked)
    await updater.go_on(60)
    assert (updater.statuses(), len(updater.client.asked)) == ({1: "SUCCESS"}, asked)
    assert updater.poller.last_round == Round(71, leading=True, unfinished=0, away=0)


async def test_a_new_task_is_asked_about_within_a_second_or_two_and_a_quiet_one_once_in_an_interval(
    updater: Updater,
) -> None:
    await updater.go_on(5)
    updater.database.add(submitted(a_task(7), updater.world.clock))
    updater.client.says["m7"] = said("m7", "IN_PROGRESS", "0%")
    await updater.go_on(400)
    times = updater.client.times("m7")
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert times[0] - 5 <= 1
    assert max(gaps[:5]) <= 2
    assert 14 <= max(gaps) <= 16


async def test_whole_looks_are_an_interval_apart_and_new_tasks_are_looked_for_by_id(updater: Updater) -> None:
    updater.database.add(a_task(3), a_task(8))
    await updater.go_on(31)
    assert [after for after in updater.database.looks if after == 0] == [0, 0, 0]
    assert set(updater.database.looks) == {0, 8}
    assert 28 <= len(updater.database.looks) <= 31


async def test_what_others_have_ended_is_followed_no_longer_not_even_at_a_broken_channel(
    updater: Updater,
) -> None:
    updater.database.add(a_task(1), a_task(2), a_task(3, channel_id=2))
    updater.client.failing = {2}
    await updater.go_on(12)
    for id_ in (1, 3):
        updater.database.tasks[id_] = replace(updater.database.tasks[id_], status="SUCCESS", progress="100%")
    del updater.database.tasks[2]
    await updater.go_on(8)
    assert updater.poller.last_round
    assert (updater.poller.last_round.unfinished, updater.database.stored) == (0, [])


async def test_rows_are_read_again_after_the_upstream_has_answered(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.says["m1"] = said("m1", "FAILURE", fail_reason="no")
    updater.client.seconds = 5
    await updater.go_on(3)
    updater.database.tasks[1] = replace(updater.database.tasks[1], status="SUCCESS", progress="100%")
    await updater.go_on(10)
    assert (updater.statuses(), updater.database.refunds) == ({1: "SUCCESS"}, {})


async def test_two_rows_with_one_upstream_id_are_both_updated_by_one_question(updater: Updater) -> None:
    updater.database.add(a_task(1, mj_id="same"), a_task(2, mj_id="same"))
    updater.client.says["same"] = said("same", "SUCCESS")
    await updater.go_on(1)
    assert updater.statuses() == {1: "SUCCESS", 2: "SUCCESS"}
    assert [mj_ids for _, _, mj_ids in updater.client.asked] == [["same"]]


async def test_a_row_that_gets_another_upstream_id_is_asked_about_by_that(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.says["other"] = said("other", "SUCCESS")
    await updater.go_on(3)
    updater.database.tasks[1] = replace(updater.database.tasks[1], mj_id="other")
    await updater.go_on(17)
    assert updater.statuses() == {1: "SUCCESS"}


async def test_what_can_not_be_followed_fails_and_says_why_and_nobody_is_asked(updater: Updater) -> None:
    updater.database.add(a_task(1, mj_id=""), a_task(2, channel_id=9))
    del updater.database.channels[9]
    await updater.go_on(1)
    assert updater.reasons() == {
        1: "上游未返回任务编号（no mj_id）",
        2: "获取渠道信息失败，请联系管理员，渠道ID：9",
    }
    assert (updater.database.refunds, updater.client.asked) == ({1: 10, 2: 10}, [])


@pytest.mark.parametrize("trouble", ["known", "unknown", "hanging", "failing"])
async def test_an_overdue_task_fails_whether_or_not_its_upstream_answers(
    updater: Updater, trouble: str
) -> None:
    updater.database.add(submitted(a_task(1), updater.world.clock, ago_seconds=500))
    updater.database.add(a_task(2))
    if trouble == "known":
        updater.client.says = {"m1": said("m1"), "m2": said("m2")}
    if trouble == "unknown":
        updater.client.unreadable = {"m1", "m2"}
    updater.client.hanging = {1} if trouble == "hanging" else set()
    updater.client.failing = {1} if trouble == "failing" else set()
    await updater.go_on(99)
    assert "FAILURE" not in updater.statuses().values()
    await updater.go_on(17)
    assert "上游任务超时（超过10分钟）" in updater.reasons()[1]
    # Nobody knows when this one was submitted: its time counts from when it was first seen.
    assert updater.statuses()[2] != "FAILURE"
    await updater.go_on(502)
    assert updater.database.refunds == {1: 10, 2: 10}


async def test_a_clock_that_is_set_makes_no_task_overdue(updater: Updater) -> None:
    updater.database.add(submitted(a_task(1), updater.world.clock))
    updater.client.says["m1"] = said("m1", "IN_PROGRESS", "0%")
    await updater.go_on(5)
    updater.world.clock.wall_ms += 7_200_000
    await updater.go_on(60)
    updater.world.clock.wall_ms -= 20_000_000
    await updater.go_on(60)
    assert updater.statuses() == {1: "IN_PROGRESS"}


async def test_a_task_that_its_upstream_does_not_know_is_lost_after_some_rounds(updater: Updater) -> None:
    updater.database.add(submitted(a_task(1), updater.world.clock))
    await updater.go_on(30 + 2 * 15 - 1)
    assert updater.statuses() == {1: ""}
    await updater.go_on(15 + 3)
    assert updater.reasons() == {1: "上游已无此任务（lost upstream）"}


async def test_a_hanging_channel_delays_no_other(updater: Updater) -> None:
    for id_ in range(1, 11):
        updater.database.add(a_task(id_, channel_id=id_))
        updater.client.says[f"m{id_}"] = said(f"m{id_}", progress="0%")
    updater.client.hanging = {1}
    await updater.go_on(30)
    assert min(len(updater.client.times(f"m{id_}")) for id_ in range(2, 11)) >= 10
    assert len(updater.client.times("m1")) <= 3


async def test_channels_are_asked_side_by_side_but_not_all_and_each_one_request_at_a_time(
    updater: Updater,
) -> None:
    for id_ in range(1, 101):
        updater.database.add(a_task(id_, channel_id=id_ % 50 + 1))
        updater.client.says[f"m{id_}"] = said(f"m{id_}")
    updater.client.seconds = 3
    await updater.go_on(30)
    assert (updater.client.most_at_once, updater.client.most_side_by_side) == (1, CHANNELS)
    assert len({channel for _, channel, _ in updater.client.asked}) == 50


async def test_one_request_is_about_500_tasks_at_most(updater: Updater) -> None:
    updater.database.add(*(a_task(id_) for id_ in range(1, 1201)))
    updater.client.says = {f"m{id_}": said(f"m{id_}", "SUCCESS") for id_ in range(1, 1201)}
    await updater.go_on(4)
    assert [len(mj_ids) for _, _, mj_ids in updater.client.asked] == [BATCH, BATCH, 200]
    assert set(updater.statuses().values()) == {"SUCCESS"}


async def test_a_failing_channel_is_left_alone_and_asked_again_now_and_then(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.failing = {1}
    await updater.go_on(25)
    asked = len(updater.client.asked)
    assert asked == 5
    assert updater.poller.last_round
    assert updater.poller.last_round.away == 1
    await updater.go_on(20)
    assert len(updater.client.asked) == asked + 1
    updater.client.failing, updater.client.says["m1"] = set(), said("m1", "SUCCESS")
    await updater.go_on(70)
    assert updater.statuses() == {1: "SUCCESS"}


async def test_a_defect_while_a_channel_is_probed_does_not_leave_it_alone_for_ever(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.failing = {1}
    await updater.go_on(25)
    updater.client.defective = {1}
    await updater.go_on(30)
    updater.client.defective, updater.client.failing = set(), set()
    updater.client.says["m1"] = said("m1", "SUCCESS")
    await updater.go_on(70)
    assert updater.statuses() == {1: "SUCCESS"}


async def test_a_defect_at_every_request_keeps_no_task_from_its_end(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.defective = {1}
    await updater.go_on(RULES.timeout_seconds + 2)
    assert updater.statuses() == {1: "FAILURE"}
    assert updater.database.refunds == {1: 10}
    assert len(updater.client.asked) < 20


async def test_more_broken_channels_than_are_asked_at_once_keep_no_place_from_others(
    updater: Updater,
) -> None:
    for id_ in range(1, CHANNELS + 10):
        updater.database.add(a_task(id_, channel_id=id_))
    updater.client.failing = set(range(1, CHANNELS + 9))
    await updater.go_on(29)
    updater.client.says[f"m{CHANNELS + 9}"] = said("", "SUCCESS")
    await updater.go_on(4)
    assert updater.statuses()[CHANNELS + 9] == "SUCCESS"


async def test_while_another_holds_the_lease_nobody_is_asked(updater: Updater) -> None:
    updater.database.add(a_task(1))
    for beat in range(20):
        updater.database.lease = LeaseRecord("another", 1, beat)
        await updater.go_on(1)
    assert (updater.client.asked, updater.poller.last_round) == ([], Round(20 - 1, False, 0, 0))
    await updater.go_on(8)
    assert updater.client.asked


async def test_an_answer_that_comes_after_the_lease_was_lost_is_not_stored(updater: Updater) -> None:
    updater.database.add(a_task(1))
    updater.client.says["m1"] = said("m1", "SUCCESS")
    updater.client.seconds = 3
    await updater.go_on(1)
    updater.database.lease = LeaseRecord("another", 9, 9)
    await updater.world.pass_(5, [updater.poller.visiting])
    assert (updater.database.stored, updater.lease.held) == ([], False)


async def test_who_loses_the_lease_calls_its_requests_off_and_begins_anew_with_the_next(
    updater: Updater,
) -> None:
    updater.database.add(a_task(1), a_task(2, channel_id=2))
    updater.client.hanging = {1}
    await updater.go_on(1)
    updater.database.lease = LeaseRecord("another", 9, 9)
    await updater.go_on(3)
    assert (list(updater.poller.visiting), updater.world.waiting) == ([], 0)
    assert updater.poller.last_round
    assert (updater.poller.last_round.leading, updater.poller.last_round.unfinished) == (False, 0)
    updater.database.lease = LeaseRecord("", 9, 9)
    await updater.go_on(1)
    assert updater.database.looks[-1] == 0
    assert [channel for _, channel, _ in updater.client.asked] == [1, 2, 1, 2]


async def test_a_database_that_is_away_is_an_error_of_a_tick_and_nothing_is_forgotten(
    updater: Updater,
) -> None:
    updater.database.add(a_task(1))
    updater.client.says["m1"] = said("m1", "SUCCESS")
    updater.client.seconds = 3
    await updater.go_on(1)
    updater.database.is_away = True
    await updater.world.pass_(5, [updater.poller.visiting])
    with pytest.raises(Unavailable):
        await updater.poller.tick()
    updater.database.is_away = False
    await updater.go_on(10)
    assert updater.statuses() == {1: "SUCCESS"}


async def test_ten_thousand_tasks_at_50_channels_are_refreshed_within_two_intervals_though_one_hangs() -> (
    None
):
    updater = Updater(Rules())
    ago = updater.world.clock.now_ms() - 1_000_000
    updater.database.add(*(a_task(id_, channel_id=id_ % 50, submit_time=ago) for id_ in range(1, 10_001)))
    updater.client.says = {f"m{id_}": said(f"m{id_}", progress="1%") for id_ in range(1, 10_001)}
    updater.client.hanging, updater.client.seconds = {0}, 0.5
    await updater.go_on(60)
    times: dict[str, list[float]] = {f"m{id_}": [0] for id_ in range(1, 10_001) if id_ % 50}
    for at, channel, mj_ids in updater.client.asked:
        for mj_id in mj_ids if channel else ():
            times[mj_id].append(at)
    gaps = [later - earlier for asked in times.values() for earlier, later in pairwise([*asked, 60])]
    assert len(gaps) >= 9_800 * 4
    assert max(gaps) <= 30
