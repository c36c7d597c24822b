"""Whatever is asked, REST finds the rows that SQLite finds in new-api's file, on each engine."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.checks import INT64_MAX
from gql.storage.database import Database
from gql.tasks.times import FIRST_MILLISECONDS
from tests.accounts import IDS, headers
from tests.rest.door import client_of
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import NEWAPI

Parameters = dict[str, Any]


def stored(column: str) -> list[Any]:
    with closing(sqlite3.connect(NEWAPI / "one-api.db")) as connection:
        rows = connection.execute(
            f"SELECT DISTINCT {column} FROM midjourneys WHERE {column} <> '' ORDER BY 1"
        )
        return [value for (value,) in rows]


moments = st.sampled_from(stored("submit_time"))
times = st.one_of(
    moments,
    moments.map(lambda time: time // 1000),
    st.builds(lambda time, shift: max(time + shift, 0), moments, st.integers(-1, 1)),
    st.integers(0, INT64_MAX),
)
mj_ids = st.one_of(
    st.sampled_from(stored("mj_id")),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
)
asked = st.fixed_dictionaries(
    {"p": st.integers(1, 8), "page_size": st.integers(1, 100)},
    optional={
        "mj_id": mj_ids,
        "channel_id": st.integers(0, 10),
        "start_timestamp": times,
        "end_timestamp": times,
    },
)


@ON_EACH_ENGINE
@pytest.mark.parametrize("user", ["alice", "root"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(parameters=asked)
async def test_a_listing_is_what_plain_sql_finds(
    newapi_database: Database, newapi_file: Path, user: str, parameters: Parameters
) -> None:
    path = "/api/mj/" if user == "root" else "/api/mj/self"
    async with client_of(newapi_database) as client:
        response = await client.get(path, params=parameters, headers=headers(user))
    data = response.raise_for_status().json()["data"]

    expected = oracle(newapi_file, None if user == "root" else IDS[user], parameters)
    first = (parameters["p"] - 1) * parameters["page_size"]
    assert data["total"] == len(expected)
    assert [item["id"] for item in data["items"]] == expected[first : first + parameters["page_size"]]


def oracle(file: Path, user_id: int | None, parameters: Parameters) -> list[int]:
    """Give the ids of all pages, the newest first."""
    values = parameters | {"user_id": user_id}
    for name in ("start_timestamp", "end_timestamp"):
        if 0 <= values.get(name, -1) < FIRST_MILLISECONDS:
            values[name] *= 1000
    conditions = ["submit_time >= :start_timestamp"] * ("start_timestamp" in values)
    conditions += ["submit_time <= :end_timestamp"] * ("end_timestamp" in values)
    conditions += ["mj_id = :mj_id"] * ("mj_id" in values)
    if user_id is None:
        conditions += ["channel_id = :channel_id"] * ("channel_id" in values)
    else:
        conditions.append("user_id = :user_id")
    statement = f"SELECT id FROM midjourneys WHERE {' AND '.join(conditions) or 'true'} ORDER BY id DESC"
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute(statement, values)]
