from datetime import datetime
from typing import Any

import pytest

from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database
from gql.tasks.estimates import FEWEST, SAMPLE_SECONDS, Durations, Estimates
from gql.tasks.repository import TaskRepository
from gql.tasks.times import TimeUnit
from tests.clock import FakeClock
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.rows import insert, make_task

ADMIN = Viewer(User(2, "admin", Role.ADMIN), Role.ADMIN)
ALICE = Viewer(User(3, "alice", Role.USER), Role.USER)
ACTION = "EDITS_OF_THIS_TEST"

pytestmark = ON_EACH_ENGINE


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def estimates(newapi_database: Database, clock: FakeClock) -> Estimates:
    return Estimates(TaskRepository(newapi_database), clock)


def seconds_from(clock: FakeClock, moment: datetime | None) -> float | None:
    return moment.timestamp() - clock.now_ms() / 1000 if moment else None


def took(place: Place, clock: FakeClock, *seconds: int, channel_id: int = 1) -> None:
    """Add tasks that succeeded and took so long."""
    for duration in seconds:
        submitted = clock.now_ms() - 3_600_000
        outside(
            place,
            insert(
                action=ACTION,
                status="SUCCESS",
                channel_id=channel_id,
                submit_time=submitted,
                finish_time=submitted + duration * 1000,
            ),
        )


async def test_a_new_task_will_take_as_long_as_the_median_of_those_like_it(
    place: Place, estimates: Estimates, clock: FakeClock
) -> None:
    took(place, clock, 30, 40, 50, 60, 300)
    task = make_task(action=ACTION, status="SUBMITTED", submit_time=clock.now_ms())
    assert seconds_from(clock, await estimates.finish_at(ALICE, task)) == 50


async def test_a_task_under_way_is_judged_by_those_that_took_longer_than_it_has_so_far(
    place: Place, estimates: Estimates, clock: FakeClock
) -> None:
    took(place, clock, 10, 20, 60, 70, 80, 90, 100)
    task = make_task(action=ACTION, status="IN_PROGRESS", submit_time=clock.now_ms() - 20_000)
    assert seconds_from(clock, await estimates.finish_at(ALICE, task)) == 60


async def test_where_fewer_than_five_took_that_long_nothing_is_estimated(
    place: Place, estimates: Estimates, clock: FakeClock
) -> None:
    took(place, clock, *[40] * FEWEST)
    task = make_task(action=ACTION, status="IN_PROGRESS", submit_time=clock.now_ms() - 40_000)
    assert await estimates.finish_at(ALICE, task) is None
    assert (
        await estimates.finish_at(ALICE, make_task(action="NEVER_SEEN", submit_time=clock.now_ms())) is None
    )


@pytest.mark.parametrize("values", [{"status": "SUCCESS"}, {"status": "FAILURE"}, {"submit_time": 0}])
async def test_a_finished_task_and_one_of_unknown_begin_have_no_estimate(
    place: Place, estimates: Estimates, clock: FakeClock, values: dict[str, Any]
) -> None:
    took(place, clock, *[40] * FEWEST)
    given: dict[str, Any] = {"action": ACTION, "submit_time": clock.now_ms()} | values
    task = make_task(**given)
    assert await estimates.finish_at(ADMIN, task) is None


async def test_an_admin_is_told_by_the_tasks_of_the_channel_and_a_user_by_all(
    place: Place, estimates: Estimates, clock: FakeClock
) -> None:
    took(place, clock, *[20] * 5, channel_id=1)
    took(place, clock, *[80] * 6, channel_id=2)
    task = make_task(action=ACTION, channel_id=1, submit_time=clock.now_ms())
    elsewhere = make_task(action=ACTION, channel_id=3, submit_time=clock.now_ms())
    assert seconds_from(clock, await estimates.finish_at(ADMIN, task)) == 20
    assert seconds_from(clock, await estimates.finish_at(ALICE, task)) == 80
    assert seconds_from(clock, await estimates.finish_at(ADMIN, elsewhere)) == 80


async def test_the_sample_is_read_anew_after_half_a_minute(
    place: Place, estimates: Estimates, clock: FakeClock
) -> None:
    task = make_task(action=ACTION, submit_time=clock.now_ms())
    assert await estimates.finish_at(ALICE, task) is None
    took(place, clock, *[200] * FEWEST)
    assert await estimates.finish_at(ALICE, task) is None
    clock.pass_(SAMPLE_SECONDS)
    assert await estimates.finish_at(ALICE, task) is not None


async def test_times_in_seconds_are_estimated_too(estimates: Estimates, clock: FakeClock) -> None:
    estimates._durations = Durations.of([(ACTION, 1, 50)] * FEWEST)
    estimates._read_at = clock.monotonic()
    task = make_task(TimeUnit.SECONDS, action=ACTION, submit_time=clock.now_ms() // 1000)
    assert seconds_from(clock, await estimates.finish_at(ALICE, task)) == 50
