"""A total is what a count would give, but for what was deleted in the last second."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.storage.database import Database, open_database
from gql.tasks.filters import TaskFilters
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Owner, Scope
from gql.tasks.totals import KEPT, Totals
from tests.clock import FakeClock
from tests.statements import counted
from tests.storage.statements import outside
from tests.tasks.rows import insert

OWN = Scope(Owner.USER, 3)
ANY = TaskFilters()
DELETED = "DELETE FROM midjourneys WHERE id = (SELECT min(id) FROM midjourneys WHERE user_id = 3)"
ADDED = insert(user_id=3, mj_id="new", submit_time=1_790_000_000_000)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'totals.db'}")
    outside(Path(database.engine.place), *[insert(user_id=user, submit_time=5) for user in (3, 3, 3, 4)])
    yield database
    await database.close()


async def test_an_unchanged_database_is_counted_once(database: Database) -> None:
    clock = FakeClock()
    totals = Totals(TaskRepository(database), clock)
    assert await totals.of(OWN, ANY) == 3
    clock.pass_(3600)
    with counted() as statements:
        assert [await totals.of(OWN, ANY) for _ in range(3)] == [3, 3, 3]
    assert statements == []


async def test_what_another_program_adds_is_counted_at_once(database: Database) -> None:
    totals = Totals(TaskRepository(database), FakeClock())
    assert await totals.of(OWN, ANY) == 3
    for total in (4, 5):
        outside(Path(database.engine.place), ADDED)
        assert await totals.of(OWN, ANY) == total


async def test_what_is_deleted_is_noticed_within_a_second_and_for_good(database: Database) -> None:
    clock = FakeClock()
    totals = Totals(TaskRepository(database), clock)
    assert await totals.of(OWN, ANY) == 3
    outside(Path(database.engine.place), DELETED)
    await totals.of(OWN, ANY)
    clock.pass_(1)
    assert await totals.of(OWN, ANY) == 2
    clock.pass_(3600)
    assert await totals.of(OWN, ANY) == 2


async def test_an_id_of_the_upstream_is_looked_up_each_time(database: Database) -> None:
    totals = Totals(TaskRepository(database), FakeClock())
    assert await totals.of(OWN, TaskFilters(mj_id="new")) == 0
    outside(Path(database.engine.place), ADDED, "UPDATE midjourneys SET mj_id = 'new' WHERE user_id = 4")
    assert await totals.of(OWN, TaskFilters(mj_id="new")) == 1
    assert await totals.of(Scope(), TaskFilters(mj_id="new")) == 2


async def test_few_totals_are_kept(database: Database) -> None:
    totals = Totals(TaskRepository(database), FakeClock())
    for user in range(KEPT + 5):
        await totals.of(Scope(Owner.USER, user), ANY)
    assert len(totals) == KEPT


STEPS = st.lists(
    st.sampled_from([ADDED, DELETED, "UPDATE midjourneys SET user_id = 3 WHERE id = 2", "wait", "ask"]),
    max_size=12,
)
LISTINGS = [
    (OWN, ANY),
    (Scope(), ANY),
    (OWN, TaskFilters(start_timestamp=1_000_000_000)),
    (Scope(), TaskFilters(channel_id=0)),
]


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_after_a_second_every_total_is_what_a_count_gives(database: Database, steps: list[str]) -> None:
    clock, repository = FakeClock(), TaskRepository(database)
    totals = Totals(repository, clock)
    for step in steps:
        if step == "wait":
            clock.pass_(0.4)
        elif step == "ask":
            for scope, filters in LISTINGS:
                await totals.of(scope, filters)
        else:
            outside(Path(database.engine.place), step)
    clock.pass_(1.01)
    for scope, filters in LISTINGS:
        assert await totals.of(scope, filters) == (await repository.counted(scope, filters))[0]
