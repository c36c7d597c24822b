import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gql.errors import BadUserInput, NotText, OutOfRange, TooLong
from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.times import TimeUnit
from tests.servers.engines import ON_EACH_ENGINE, ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import tasks_replaced

MS, S = TimeUnit.MILLISECONDS, TimeUnit.SECONDS
FIRST = 1_700_000_000
MJ_IDS = ["17", "18", "a", "A", "ä", "%", "_", "17 ", "'", "猫"]
NUMBERS = st.integers(0, 2**63 - 1)
NEAR = st.integers(FIRST - 2, FIRST + 8)
TIMES = NEAR | st.integers(FIRST * 1000 - 2000, FIRST * 1000 + 8000) | NUMBERS
Row = dict[str, Any]


@pytest.fixture(scope="module", params=[MS, S], ids=["milliseconds", "seconds"])
def unit(request: pytest.FixtureRequest) -> TimeUnit:
    found: TimeUnit = request.param
    return found


@pytest.fixture
async def listing(newapi_database: Database, place: Place, unit: TimeUnit) -> tuple[TaskResolvers, list[Row]]:
    """The resolvers of a database in that unit, and its rows."""
    rng = random.Random(unit)  # noqa: S311 - no secret
    rows: list[Row] = [
        {
            "id": number,
            "user_id": rng.choice([1, 2, None]),
            "mj_id": rng.choice([*MJ_IDS, "", None]),
            "channel_id": rng.choice([1, 2, 0, None]),
            "submit_time": rng.choice([None, 0, *[FIRST * unit + rng.randrange(8 * unit)] * 6]),
        }
        for number in range(1, 90)
    ]
    tasks_replaced(place, rows)
    return TaskResolvers(TaskRepository(newapi_database)), rows


def seconds(number: int) -> Fraction:
    return Fraction(number) if number < 100_000_000_000 else Fraction(number, 1000)


def selects(filters: TaskFilters, row: Row, unit: TimeUnit) -> bool:
    """What the filters mean, without SQL."""
    if filters.nothing:
        return False
    if filters.mj_id and row["mj_id"] != filters.mj_id:
        return False
    if filters.channel_id is not None and row["channel_id"] != filters.channel_id:
        return False
    bounds = (filters.start_timestamp, filters.end_timestamp)
    if row["submit_time"] is None:
        return bounds == (None, None)
    stored = row["submit_time"] if filters.as_stored else Fraction(row["submit_time"], unit.value)
    start, end = (n if n is None or filters.as_stored else seconds(n) for n in bounds)
    return (start is None or stored >= start) and (end is None or stored <= end)


@ON_EACH_SITE
@given(
    filters=st.builds(
        TaskFilters,
        mj_id=st.none() | st.sampled_from(["", *MJ_IDS]),
        channel_id=st.none() | st.integers(0, 3),
        start_timestamp=st.none() | TIMES,
        end_timestamp=st.none() | TIMES,
        as_stored=st.booleans(),
        nothing=st.integers(0, 9).map(lambda number: number == 0),
    ),
    viewer=st.sampled_from([Role.USER, Role.ADMIN]).map(lambda role: Viewer(User(1, "", role), role)),
)
@example(TaskFilters(start_timestamp=2**63 - 1), Viewer(User(1, "", Role.ADMIN), Role.ADMIN))
@example(TaskFilters(start_timestamp=-5, as_stored=True), Viewer(User(1, "", Role.ADMIN), Role.ADMIN))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_listing_has_the_rows_that_its_filters_mean_newest_first(
    listing: tuple[TaskResolvers, list[Row]], unit: TimeUnit, filters: TaskFilters, viewer: Viewer
) -> None:
    resolvers, rows = listing
    ask = resolvers.all_tasks if viewer.is_admin else resolvers.my_tasks
    page = await ask(viewer, 1, 100, filters)

    expected = [
        row["id"]
        for row in reversed(rows)
        if selects(filters, row, unit) and (viewer.is_admin or row["user_id"] == viewer.id)
    ]
    assert [task.id for task in await page.items()] == expected
    assert await page.total() == len(expected)


@pytest.mark.parametrize("name", ["channel_id", "start_timestamp", "end_timestamp"])
@pytest.mark.parametrize(("number", "allowed"), [(-1, False), (0, True), (2**63 - 1, True), (2**63, False)])
def test_a_number_has_63_bits(name: str, number: int, allowed: bool) -> None:
    filters = TaskFilters(**{name: number})  # type: ignore[arg-type]
    if allowed:
        assert filters.checked() == filters
    else:
        with pytest.raises(OutOfRange, match=f"^{name} must be from 0 to 9223372036854775807$"):
            filters.checked()


@pytest.mark.parametrize(("number", "allowed"), [(-(2**63), True), (-(2**63) - 1, False), (2**63, False)])
def test_a_number_that_is_compared_as_it_is_may_be_negative(number: int, allowed: bool) -> None:
    filters = TaskFilters(start_timestamp=number, as_stored=True)
    if allowed:
        assert filters.checked() is filters
    else:
        with pytest.raises(OutOfRange):
            filters.checked()


@ON_EACH_ENGINE
@pytest.mark.parametrize(
    ("mj_id", "error"),
    [
        ("x" * 512, None),
        ("猫" * 512, None),
        ("x" * 513, TooLong),
        ("a\0b", NotText),
        ("\ud800", NotText),
        ("a\udfff", NotText),
        ("\ue000", None),
        ("' OR 1=1 --", None),
        ("\n\t", None),
        ("", None),
    ],
)
async def test_an_mj_id_is_text_of_at_most_512_characters(
    newapi_database: Database, mj_id: str, error: type[BadUserInput] | None
) -> None:
    resolvers = TaskResolvers(TaskRepository(newapi_database))
    viewer = Viewer(User(1, "", Role.USER), Role.USER)
    if error:
        with pytest.raises(error, match=r"^mj_id must"):
            TaskFilters(mj_id=mj_id).checked()
        with pytest.raises(error, match=r"^mj_id must"):
            await resolvers.task(viewer, mj_id)
    else:
        TaskFilters(mj_id=mj_id).checked()
        await resolvers.task(viewer, mj_id)


def test_only_the_channel_is_for_admins_and_each_filter_says_what_it_means() -> None:
    assert [name for name, filter_ in FILTERS.items() if filter_.admins_only] == ["channel_id"]
    assert all(filter_.description.endswith(".") for filter_ in FILTERS.values())
