from collections.abc import Sequence
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from gql.polling.intake import ATTEMPTS, Intake
from gql.polling.observer import Nobody
from gql.tasks.changes.repository import Fence
from gql.tasks.model import Task
from gql.tasks.progress import Change
from tests.clock import FakeClock
from tests.polling.world import a_task, said

RUNNING = said("m1")
FAILED = said("m1", "FAILURE", "", fail_reason="构图失败")


class Store:
    """Tasks that somebody else changes, just before we do, as often as a test says."""

    def __init__(self, *tasks: Task, rivals: int = 0) -> None:
        self.tasks = {task.id: task for task in tasks}
        self.rivals = rivals
        self.reads = 0
        self.stored: list[Change] = []

    async def by_mj_id(self, mj_id: str) -> Sequence[Task]:
        self.reads += 1
        return [task for task in self.tasks.values() if task.mj_id == mj_id]

    async def apply(self, changes: Sequence[Change], fence: Fence | None = None) -> Sequence[Change]:
        assert fence is None
        if self.rivals:
            self.rivals -= 1
            for task in self.tasks.values():
                self.tasks[task.id] = replace(task, progress=f"{self.rivals + 1}%")
        won = [change for change in changes if self.tasks[change.task.id] == change.task]
        self.tasks |= {change.task.id: change.after for change in won}
        self.stored += won
        return won


class Count(Nobody):
    """Counts changes."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def changed(self, changes: Sequence[Change], /) -> None:
        self.changes += changes


def intake(store: Store) -> Intake:
    return Intake(store, FakeClock())


async def test_a_task_that_nobody_has_is_not_known() -> None:
    assert await intake(Store(a_task(2))).take(RUNNING) is False


async def test_what_is_stored_is_told_once() -> None:
    store, count = Store(a_task(1)), Count()
    for _ in range(2):
        assert await Intake(store, FakeClock(), count).take(FAILED) is True
    assert (store.stored, [change.refund for change in count.changes]) == (count.changes, [10])


@pytest.mark.parametrize("rivals", [1, ATTEMPTS - 1])
async def test_a_report_is_tried_again_on_what_somebody_else_has_made_of_the_task(rivals: int) -> None:
    store = Store(a_task(1), rivals=rivals)
    assert await intake(store).take(RUNNING) is True
    assert (store.reads, store.tasks[1].progress) == (rivals + 1, "50%")


async def test_against_somebody_who_is_always_faster_it_gives_up_and_the_log_says_so() -> None:
    store = Store(a_task(1), rivals=ATTEMPTS)
    with capture_logs() as log:
        assert await intake(store).take(RUNNING) is True
    assert (store.reads, store.stored) == (ATTEMPTS, [])
    assert [(entry["event"], entry["mj_id"]) for entry in log] == [("report_not_taken_in", "m1")]


async def test_all_rows_of_one_upstream_with_the_same_id_are_the_same_task() -> None:
    store = Store(a_task(1), a_task(2, mj_id="m1"))
    assert await intake(store).take(FAILED) is True
    assert {task.status for task in store.tasks.values()} == {"FAILURE"}


async def test_of_two_upstreams_with_one_id_only_the_one_that_was_asked_is_meant() -> None:
    store = Store(a_task(1), a_task(2, mj_id="m1", channel_id=7))
    assert await intake(store).take(FAILED) is True
    assert store.stored == []
    assert await intake(store).take(FAILED, channel_id=7) is True
    assert [change.task.id for change in store.stored] == [2]
    assert await intake(store).take(FAILED, channel_id=8) is False
