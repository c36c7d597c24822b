import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gql.keyset.window import Window
from gql.storage.database import Database
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Scope
from gql.tasks.search import TaskFilter
from gql.tasks.times import EPOCH, TimeUnit
from gql.tasks.words import TaskAction, TaskStatus
from tests.servers.engines import ON_EACH_ENGINE, ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import outside, tasks_replaced
from tests.tasks.rows import insert, make_task

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MJ_IDS = ["17", "a", "A", "ä", "%", "17 ", "", "猫"]
PROMPTS = ["A cat", "a CAT", "Ärger", "ärger", "100%_/\\", "猫 Cat", "", "x\ny", "'; --", "1", "İI"]
PARTS = ["cat", "CAT", "Ä", "ä", "%", "_", "/", "\\", "猫", "\n", "'", "1", "i", "İ", "a c"]
STATUSES = [*(status.value for status in TaskStatus), "", "success", "PAUSED", None, "5"]
ACTIONS = ["IMAGINE", "VIDEO", "UNKNOWN", "imagine", "", None, "中"]
Database_ = tuple[TaskRepository, dict[int, Task]]


@pytest.fixture(params=[TimeUnit.MILLISECONDS, TimeUnit.SECONDS], ids=["milliseconds", "seconds"])
async def stored(request: pytest.FixtureRequest, newapi_database: Database, place: Place) -> Database_:
    """A database of made-up rows, NULLs and unknown words among them, and its tasks as they are read."""
    unit, rng = request.param, random.Random(7)  # noqa: S311 - no secret
    first = int(FIRST.timestamp()) * unit
    rows = [
        {
            "id": number,
            "user_id": rng.choice([1, 2, 0, None]),
            "channel_id": rng.choice([1, 2, 0, None]),
            "mj_id": rng.choice([*MJ_IDS, None]),
            "status": rng.choice(STATUSES),
            "action": rng.choice(ACTIONS),
            "prompt": rng.choice([*PROMPTS, None]),
            "submit_time": rng.choice([0, first + rng.randrange(8 * unit), first + 3 * unit]),
        }
        for number in range(1, 180)
    ]
    tasks_replaced(place, rows)
    return await all_of(newapi_database)


@pytest.fixture
async def real(newapi_database: Database) -> Database_:
    """The tasks of a real new-api."""
    return await all_of(newapi_database)


async def all_of(database: Database) -> Database_:
    repository = TaskRepository(database)
    return repository, dict(await repository.by_ids(Scope(), range(1, 400)))


async def check(stored: Database_, filter_: TaskFilter) -> int:
    repository, tasks = stored
    (all_found,) = await repository.slices([Scope()], filter_, Window("task", limit=1000))
    found = {task.id for task in all_found.nodes}
    assert {task.id for task in tasks.values() if filter_.matches(task)} == found
    if listing := filter_.as_listing(await repository.unit()):
        assert (await repository.counted(Scope(), listing)).tasks == len(found)
    return len(found)


def lists(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...] | None]:
    return st.none() | st.lists(values, max_size=4).map(tuple)


MOMENTS = st.none() | st.one_of(
    st.integers(-2_000_000, 9_000_000).map(lambda n: FIRST + timedelta(microseconds=n)),
    st.sampled_from([EPOCH, FIRST, datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)]),
)
FILTERS = st.builds(
    TaskFilter,
    mj_ids=lists(st.sampled_from(MJ_IDS)),
    statuses=lists(st.sampled_from(TaskStatus)),
    actions=lists(st.sampled_from(TaskAction)),
    submitted_from=MOMENTS,
    submitted_to=MOMENTS,
    prompt_contains=st.none() | st.sampled_from(["", *PARTS]),
    finished=st.none() | st.booleans(),
    channel_ids=lists(st.integers(0, 3)),
    user_ids=lists(st.integers(0, 3)),
)
NAMES = tuple(TaskFilter.__dataclass_fields__)
SINGLE = st.sampled_from(range(9)).flatmap(
    lambda index: FILTERS.map(
        lambda many: TaskFilter(
            **{name: getattr(many, name) if place == index else None for place, name in enumerate(NAMES)}
        )
    )
)


@ON_EACH_SITE
@given(filter_=SINGLE | FILTERS)
@example(TaskFilter(statuses=(TaskStatus.UNKNOWN,)))
@example(TaskFilter(mj_ids=()))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_task_matches_where_its_row_is_selected(stored: Database_, filter_: TaskFilter) -> None:
    await check(stored, filter_)


@ON_EACH_ENGINE
@given(filter_=SINGLE | FILTERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_real_task_matches_where_its_row_is_selected(real: Database_, filter_: TaskFilter) -> None:
    await check(real, filter_)


@ON_EACH_SITE
async def test_every_filter_selects_some_of_the_rows_and_not_all(stored: Database_) -> None:
    some = {
        "mj_ids": ("17", ""),
        "statuses": (TaskStatus.SUCCESS, TaskStatus.UNKNOWN),
        "actions": (TaskAction.VIDEO, TaskAction.UNKNOWN),
        "submitted_from": FIRST + timedelta(seconds=3),
        "submitted_to": FIRST + timedelta(seconds=3),
        "prompt_contains": "cat",
        "finished": False,
        "channel_ids": (0, 2),
        "user_ids": (0, 2),
    }
    assert set(some) == set(NAMES)
    for name, value in some.items():
        assert 10 < await check(stored, TaskFilter(**{name: value})) < 170  # type: ignore[arg-type]


async def test_a_text_that_ends_at_a_nul_for_sqlite_ends_there_for_us(
    newapi_database: Database, newapi_file: Path
) -> None:
    outside(
        newapi_file,
        "DELETE FROM midjourneys",
        insert(id=1),
        "UPDATE midjourneys SET prompt = 'cat' || char(0) || 'dog'",
    )
    stored = await all_of(newapi_database)
    assert [await check(stored, TaskFilter(prompt_contains=part)) for part in ("cat", "dog")] == [1, 0]


def test_filters_of_listings_by_page_have_no_test() -> None:
    with pytest.raises(NotImplementedError):
        TaskFilters(mj_id="1").matches(make_task())
