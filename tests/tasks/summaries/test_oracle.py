"""Every measure, over the real database and over dirty rows, against plain Python."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database, open_database
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Scope, everybodys, of_channel, of_user
from gql.tasks.search import TaskFilter
from gql.tasks.summaries import measures
from gql.tasks.summaries.intervals import Interval
from gql.tasks.summaries.measures import Measure
from gql.tasks.summaries.model import Durations
from gql.tasks.summaries.repository import SummaryRepository
from gql.tasks.summaries.resolvers import Asked, SummaryResolvers
from gql.tasks.times import TimeUnit
from gql.tasks.words import TaskStatus
from tests.servers.engines import ON_A_FILE
from tests.servers.sites import NEWAPI, Place
from tests.storage.statements import outside
from tests.tasks.rows import insert
from tests.tasks.summaries import oracle

ADMIN = Viewer(User(2, "admin", Role.ADMIN), Role.ADMIN)
SCOPES = {"1": everybodys(ADMIN)} | {f"user_id = {id_}": of_user(ADMIN, id_) for id_ in (1, 3, 99)}
SCOPES |= {f"channel_id = {id_}": of_channel(ADMIN, id_) for id_ in (1, 9)}


def rows_of(file: Path, where: str) -> list[oracle.Row]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda stored: stored.decode(errors="replace")
        return [dict(row) for row in connection.execute(f"SELECT * FROM midjourneys WHERE {where}")]


async def check(database: Database, file: Path, filter_: TaskFilter, where: str = "1") -> None:
    """Compare every measure of every scope with the oracle's."""
    repository = TaskRepository(database)
    resolvers, unit = SummaryResolvers(SummaryRepository(database, repository)), await repository.unit()

    async def read(measure: Measure) -> Sequence[Any]:
        summaries = [resolvers.summary(ADMIN, scope, filter_) for scope in SCOPES.values()]
        return await resolvers.measures([Asked(summary, measure) for summary in summaries])

    found = {name: await read(measure) for name, measure in MEASURES.items()}
    for index, owned in enumerate(SCOPES):
        rows = rows_of(file, f"({owned}) AND ({where})")
        told = {name: values[index] for name, values in found.items()}
        compare(told, rows, unit)


MEASURES: dict[str, Measure] = {
    name: getattr(measures, name)
    for name in ("TOTAL", "BY_STATUS", "BY_ACTION", "BY_CHANNEL", "BY_USER", "QUOTA_SPENT", "SUCCESS_RATE",
                 "DURATIONS", "BUCKETS")
} | {interval.value: measure for interval, measure in measures.TIMELINES.items()}  # fmt: skip


def compare(told: dict[str, Any], rows: list[oracle.Row], unit: TimeUnit) -> None:
    assert told["TOTAL"] == len(rows)
    assert {part.value: part.count for part in told["BY_STATUS"]} == oracle.statuses(rows)
    assert {part.value: part.count for part in told["BY_ACTION"]} == oracle.actions(rows)
    assert [(part.value, part.count) for part in told["BY_CHANNEL"]] == oracle.ids(rows, "channel_id")
    assert [(part.value, part.count) for part in told["BY_USER"]] == oracle.ids(rows, "user_id")
    assert told["QUOTA_SPENT"] == oracle.quota(rows)
    assert told["SUCCESS_RATE"] == oracle.success_rate(rows)
    found = told["DURATIONS"]
    assert (found.median, found.p95) == pytest.approx(oracle.percentiles(rows, unit))
    buckets = [(bucket.starts_at, bucket.count, bucket.newest_id) for bucket in told["BUCKETS"]]
    assert buckets == oracle.buckets(rows, unit)
    for interval in Interval:
        parts = [(p.starts_at, p.total, p.succeeded, p.failed, p.quota_spent) for p in told[interval]]
        assert parts == oracle.timeline(rows, unit, interval)


FILTERS = [
    (TaskFilter(), "1"),
    (TaskFilter(statuses=(TaskStatus.SUCCESS, TaskStatus.UNKNOWN)),
     "status IS NULL OR status IN ('SUCCESS', '', 'PAUSED')"),
    (TaskFilter(finished=False), "status IS NULL OR status NOT IN ('SUCCESS', 'FAILURE', 'CANCEL')"),
    (TaskFilter(prompt_contains="nobody wrote this"), "0"),
]  # fmt: skip


@pytest.mark.parametrize(("filter_", "where"), FILTERS)
async def test_every_measure_of_the_real_database_is_what_python_makes_of_its_rows(
    newapi_database: Database, newapi_file: Path, filter_: TaskFilter, where: str
) -> None:
    await check(newapi_database, newapi_file, filter_, where)


@ON_A_FILE
async def test_every_measure_in_seconds_is_what_python_makes_of_the_rows(
    newapi_database: Database, newapi_file: Path, place: Place
) -> None:
    for file in (newapi_file, place):
        outside(
            file,
            "UPDATE midjourneys SET submit_time = submit_time / 1000, finish_time = finish_time / 1000",
        )
    assert await TaskRepository(newapi_database).unit() is TimeUnit.SECONDS
    await check(newapi_database, newapi_file, TaskFilter())


TIMES = st.one_of(
    st.integers(1_700_000_000_000, 1_700_600_000_000),
    st.integers(1_700_000_000, 1_700_600_000),
    st.sampled_from([None, 0, -5, 1, 99_999_999_999, 100_000_000_000, 253_402_300_799_999, 2**63 - 1]),
    st.sampled_from(["abc", "", 1_700_000_000_000.5, 1e300, b"\xff"]),
)
NUMBERS = st.sampled_from([None, 0, 1, 3, 9, -7, 2**31, 2**63 - 1, -(2**63), 2.5, "abc", b"9"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "user_id": st.sampled_from([1, 3, 99, None, 2**40]),
            "channel_id": NUMBERS,
            "status": st.sampled_from(["SUCCESS", "SUCCESS", "FAILURE", "CANCEL", "success", None, 5]),
            "action": st.sampled_from(["IMAGINE", "VIDEO", "UNKNOWN", "imagine", None, "\u4e2d"]),
            "submit_time": TIMES,
            "finish_time": TIMES,
            "quota": NUMBERS,
        }
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def emptied_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("summaries") / "one-api.db"
    return Path(shutil.copy(NEWAPI / "one-api.db", file))


# Shrinking would take minutes, as each example is a database.
@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_every_measure_of_dirty_rows_is_what_python_makes_of_them(
    emptied_file: Path, rows: list[oracle.Row]
) -> None:
    columns = list(rows[0]) if rows else []
    with closing(sqlite3.connect(emptied_file)) as connection, connection:
        connection.execute("DELETE FROM midjourneys")
        marks = ", ".join("?" * len(columns))
        for row in rows:
            connection.execute(
                f"INSERT INTO midjourneys ({', '.join(columns)}) VALUES ({marks})",
                [row[column] for column in columns],
            )

    async def compared() -> None:
        database = await open_database(f"sqlite+aiosqlite:///{emptied_file}", create=False)
        try:
            await check(database, emptied_file, TaskFilter())
        finally:
            await database.close()

    asyncio.run(compared())


async def test_an_owner_without_tasks_has_empty_measures(newapi_database: Database) -> None:
    repository = TaskRepository(newapi_database)
    resolvers = SummaryResolvers(SummaryRepository(newapi_database, repository))
    summary = resolvers.summary(ADMIN, of_user(ADMIN, 12345), TaskFilter())
    found = await resolvers.measures([Asked(summary, measure) for measure in MEASURES.values()])
    assert found == [0, [], [], [], [], 0, None, Durations(), [], *[[] for _ in Interval]]


async def test_the_sum_of_quotas_may_be_larger_than_sqlite_can_add(
    newapi_database: Database, place: Place
) -> None:
    outside(place, *(insert(id=1000 + index, user_id=5000, quota=2**63 - 1) for index in range(3)))
    resolvers = SummaryResolvers(SummaryRepository(newapi_database, TaskRepository(newapi_database)))
    summary = resolvers.summary(ADMIN, Scope(SCOPES["user_id = 3"].owner, 5000), TaskFilter())
    assert await resolvers.measures([Asked(summary, measures.QUOTA_SPENT)]) == [3 * (2**63 - 1)]
