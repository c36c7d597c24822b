from hypothesis import given
from hypothesis import strategies as st

from gql.polling.schedule import Schedule, Tracked
from tests.polling.world import a_task


def tracked(id_: int, channel_id: int = 1) -> Tracked:
    return Tracked(id_, f"m{id_}", channel_id, born=0, changed=0)


def scheduled(*dues: tuple[int, int, float]) -> Schedule:
    schedule = Schedule()
    for id_, channel_id, due in dues:
        schedule.put(tracked(id_, channel_id), due)
    return schedule


def taken(schedule: Schedule, channel_id: int, now: float, limit: int = 500) -> list[int]:
    return [task.id for task in schedule.take(channel_id, now, limit)]


def test_the_longest_waiting_come_first_and_no_more_than_the_limit() -> None:
    schedule = scheduled((1, 1, 3), (2, 1, 1), (3, 1, 2), (4, 1, 9))
    assert taken(schedule, 1, 5, 2) == [2, 3]
    assert taken(schedule, 1, 5) == [1]


def test_what_is_taken_is_not_due_until_it_is_put_back() -> None:
    schedule = scheduled((1, 1, 0))
    (task,) = schedule.take(1, 1, 9)
    assert (schedule.waiting(99, ()), len(schedule)) == ([], 1)
    schedule.put(task, 50)
    assert schedule.waiting(50, ()) == [1]


def test_a_new_time_replaces_the_old_one() -> None:
    schedule = scheduled((1, 1, 0))
    task = schedule.get(1)
    assert task
    schedule.put(task, 10)
    assert (taken(schedule, 1, 5), taken(schedule, 1, 10), taken(schedule, 1, 10)) == ([], [1], [])


def test_channels_wait_by_their_first_task_and_busy_ones_not_at_all() -> None:
    schedule = scheduled((1, 1, 3), (2, 2, 1), (3, 3, 2), (4, 4, 9))
    assert schedule.waiting(5, {3}) == [2, 1]


def test_what_is_dropped_is_gone_and_its_channel_with_the_last_one() -> None:
    schedule = scheduled((1, 1, 0), (2, 2, 0), (3, 2, 0))
    schedule.drop(1)
    schedule.drop(1)
    schedule.keep_only({3})
    assert (len(schedule), set(schedule.channels), schedule.get(1)) == (1, {2}, None)
    assert (taken(schedule, 2, 9), 3 in schedule) == ([3], True)


def test_tasks_can_be_picked_by_what_they_are_before_they_are_due() -> None:
    schedule = scheduled((1, 1, 99), (2, 1, 99), (3, 1, 99))
    assert [task.id for task in schedule.pick(1, lambda task: task.id > 1, 1)] == [2]


def test_a_task_that_looks_other_than_before_has_changed() -> None:
    task = tracked(1)
    task.look_at(a_task(1), 5)
    task.look_at(a_task(1), 6)
    assert task.changed == 0
    task.look_at(a_task(1, progress="5%"), 7)
    assert task.changed == 7


@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0, 100)), max_size=200))
def test_however_often_tasks_are_put_each_is_taken_once_at_its_last_time(
    puts: list[tuple[int, float]],
) -> None:
    schedule = scheduled(*((id_, 1, due) for id_, due in puts))
    last = dict(puts)
    due = [id_ for id_ in last if last[id_] <= 50]
    if due:
        assert sorted(taken(schedule, 1, 50)) == sorted(due)
    assert schedule.waiting(50, ()) == []
