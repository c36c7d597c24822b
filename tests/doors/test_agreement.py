"""For random pages and filters, GraphQL, REST and plain SQL agree."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.storage.database import open_database
from tests.accounts import IDS
from tests.doors.doors import DOORS, Listing
from tests.gateway import client_of
from tests.servers.sites import NEWAPI, Place, url_of

FILE = NEWAPI / "one-api.db"
CLAUSES = {
    "mj_id": "mj_id = :mj_id",
    "channel_id": "channel_id = :channel_id",
    "start_timestamp": "submit_time >= :start_timestamp",
    "end_timestamp": "submit_time <= :end_timestamp",
}


def rows(statement: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{FILE}?immutable=1", uri=True)) as connection:
        return [row[0] for row in connection.execute(statement)]


MJ_IDS = rows("SELECT DISTINCT mj_id FROM midjourneys WHERE mj_id <> ''")
TIMES = rows("SELECT submit_time FROM midjourneys WHERE submit_time > 100000000000")


def expected(username: str, everybodys: bool, page: int, page_size: int, filters: dict[str, Any]) -> Listing:
    """Ask SQLite itself; times below 100,000,000,000 are seconds, the stored ones milliseconds."""
    values = {
        name: value * 1000 if name.endswith("timestamp") and value < 10**11 else value
        for name, value in filters.items()
    }
    own = [] if everybodys else [f"user_id = {IDS[username]}"]
    where = " AND ".join([*own, *(CLAUSES[name] for name in filters)]) or "1"
    with closing(sqlite3.connect(f"file:{FILE}?immutable=1", uri=True)) as connection:
        ids = [
            row[0]
            for row in connection.execute(
                f"SELECT id FROM midjourneys WHERE {where} ORDER BY id DESC", values
            )
        ]
    first = (page - 1) * page_size
    return Listing(ids[first : first + page_size], len(ids), page, page_size)


times = st.one_of(
    st.sampled_from(TIMES),
    st.sampled_from(TIMES).map(lambda time: time // 1000),
    st.integers(0, 2**63 - 1),
    st.integers(0, 2 * 10**12),
)
filters_of = st.fixed_dictionaries(
    {},
    optional={
        "mj_id": st.one_of(
            st.sampled_from(MJ_IDS),
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
        ),
        "start_timestamp": times,
        "end_timestamp": times,
    },
)
pages = st.one_of(st.integers(1, 12), st.integers(1, 2**31 - 1))


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop of its own for the many examples of one test."""
    with asyncio.Runner() as runner:
        yield runner


@given(
    username=st.sampled_from(["alice", "bob", "chen", "admin", "root"]),
    page=pages,
    page_size=st.integers(1, 100),
    filters=filters_of,
    channel_id=st.none() | st.integers(0, 12),
    everybodys=st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_doors_and_plain_sql_agree(
    runner: asyncio.Runner,
    gateway: httpx.AsyncClient,
    username: str,
    page: int,
    page_size: int,
    filters: dict[str, Any],
    channel_id: int | None,
    everybodys: bool,
) -> None:
    everybodys = everybodys and username in {"admin", "root"}
    if everybodys and channel_id is not None:
        filters = {**filters, "channel_id": channel_id}
    truth = expected(username, everybodys, page, page_size, filters)
    for door in DOORS:
        asked = door(gateway).tasks(
            username, everybodys=everybodys, page=page, page_size=page_size, **filters
        )
        assert runner.run(asked) == truth, door.__name__


@pytest.fixture
def gateway(runner: asyncio.Runner, place: Place) -> Iterator[httpx.AsyncClient]:
    """The application, its database opened and closed in that loop."""
    database = runner.run(open_database(url_of(place), create=False))
    yield client_of(database)
    runner.run(database.close())
