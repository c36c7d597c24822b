"""Summaries, facets and buckets as GraphQL gives them: to whom, at what cost, and with which cursors."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from gql.tasks.summaries import folds
from tests.gateway import data, errors
from tests.schema.test_connections import ids_of
from tests.servers.engines import ON_A_FILE
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import outside

PARTS = """total byStatus { status count } byAction { action count } quotaSpent successRate
  medianDurationSeconds p95DurationSeconds
  timeline(interval: MONTH) { startsAt total succeeded failed quotaSpent }"""


async def test_a_viewers_summary_is_of_their_own_tasks(client: httpx.AsyncClient) -> None:
    found = await data(client, f"{{ viewer {{ taskSummary {{ {PARTS} }} }} }}", "bob")
    summary = found["viewer"]["taskSummary"]
    assert summary["total"] == 61
    assert sum(part["count"] for part in summary["byStatus"]) == 61
    assert sum(part["count"] for part in summary["byAction"]) == 61
    assert sum(part["total"] for part in summary["timeline"]) == 60  # one was submitted in the year 287396
    assert summary["timeline"][0]["startsAt"].endswith("-01T00:00:00.000Z")


async def test_admins_summarize_everybodys_a_users_and_a_channels_tasks(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    query = """{ taskSummary { total } users { nodes { databaseId taskSummary { total } } }
      channels { databaseId taskSummary { total } } }"""
    found = await data(client, query, "admin")
    assert found["taskSummary"]["total"] == 300
    for column, owners in (("user_id", found["users"]["nodes"]), ("channel_id", found["channels"])):
        for owner in owners:
            assert owner["taskSummary"]["total"] == len(
                ids_of(newapi_file, f"{column} = {owner['databaseId']}")
            )


@pytest.mark.parametrize(
    "field", ["taskSummary { total }", "taskFacets { byStatus { count } }", "taskBuckets { count }"]
)
async def test_everybodys_tasks_are_summarized_for_admins_only(client: httpx.AsyncClient, field: str) -> None:
    [(path, code, _)] = await errors(client, f"{{ {field} }}", "alice")
    assert (path, code) == (field.partition(" ")[0], "FORBIDDEN")


@pytest.mark.parametrize("field", ["taskSummary", "taskFacets", "taskBuckets"])
@pytest.mark.parametrize(
    ("filter_", "code"), [({"userIds": [3]}, "FORBIDDEN"), ({"mjIds": ["x"] * 101}, "BAD_USER_INPUT")]
)
async def test_filters_are_held_to_the_limits_of_connections(
    client: httpx.AsyncClient, field: str, filter_: dict[str, Any], code: str
) -> None:
    query = f"query ($filter: TaskFilter) {{ viewer {{ {field}(filter: $filter) {{ __typename }} }} }}"
    [(path, told, _)] = await errors(client, query, "bob", filter=filter_)
    assert (path, told) == (f"viewer.{field}", code)


async def test_facets_of_channels_and_users_are_null_with_an_error_for_users(
    client: httpx.AsyncClient,
) -> None:
    query = "{ viewer { taskFacets { byStatus { count } byChannel { count } byUser { count } } } }"
    assert [(path, code) for path, code, _ in await errors(client, query, "bob")] == [
        ("viewer.taskFacets.byChannel", "FORBIDDEN"),
        ("viewer.taskFacets.byUser", "FORBIDDEN"),
    ]


async def test_a_facet_counts_without_its_own_part_of_the_filter(
    client: httpx.AsyncClient, newapi_file: Path
) -> None:
    query = """query ($filter: TaskFilter) { taskFacets(filter: $filter) { byStatus { status count }
      byAction { action count } byChannel { databaseId count channel { name } }
      byUser { databaseId count user { username } } } }"""
    filter_ = {"statuses": ["SUCCESS"], "actions": ["IMAGINE"], "channelIds": [1], "userIds": [3]}
    facets = (await data(client, query, "admin", filter=filter_))["taskFacets"]
    clauses = {
        "byStatus": "status = 'SUCCESS'",
        "byAction": "action = 'IMAGINE'",
        "byChannel": "channel_id = 1",
        "byUser": "user_id = 3",
    }
    for facet in clauses:
        others = " AND ".join(clause for name, clause in clauses.items() if name != facet)
        assert sum(part["count"] for part in facets[facet]) == len(ids_of(newapi_file, others))
    assert {"databaseId": 99, "user": None}.items() <= facets["byUser"][-1].items()
    assert facets["byUser"][0]["user"] == {"username": "alice"}
    assert facets["byChannel"][0]["channel"]["name"]


async def test_each_part_costs_one_statement_and_what_is_not_asked_for_none(
    client: httpx.AsyncClient,
) -> None:
    await data(client, "{ myTasks { total } }", "bob")
    costs = []
    for parts in ("total", "total byStatus { count }", PARTS, "medianDurationSeconds p95DurationSeconds"):
        with counted() as statements:
            await data(client, f"{{ viewer {{ taskSummary {{ {parts} }} }} }}", "bob")
        costs.append(len(statements) - 1)  # one finds the viewer
    assert costs == [1, 2, 7, 1]


async def test_nested_summaries_cost_a_constant_number_of_statements(client: httpx.AsyncClient) -> None:
    query = f"query ($first: Int!) {{ users(first: $first) {{ nodes {{ taskSummary {{ {PARTS} }} }} }} }}"
    await data(client, query, "admin", first=1)
    costs = []
    for first in (1, 3, 8):
        with counted() as statements:
            await data(client, query, "admin", first=first)
        costs.append(len(statements))
    assert costs == [9, 9, 9]


@ON_A_FILE
async def test_a_buckets_cursor_continues_the_connection_at_the_newest_task_of_its_day(
    client: httpx.AsyncClient, place: Place
) -> None:
    query = """query ($after: String, $filter: TaskFilter) { viewer {
      taskBuckets(filter: $filter) { startsAt count cursor }
      tasks(first: 1, after: $after, filter: $filter) { totalCount nodes { databaseId submittedAt } } } }"""
    filter_ = {"statuses": ["SUCCESS"]}
    outside(place, "UPDATE midjourneys SET submit_time = 0 WHERE id IN (SELECT id FROM midjourneys "
            "WHERE user_id = 4 AND status = 'SUCCESS' LIMIT 3)")  # fmt: skip
    viewer = (await data(client, query, "bob", filter=filter_))["viewer"]
    assert sum(bucket["count"] for bucket in viewer["taskBuckets"]) == viewer["tasks"]["totalCount"]
    with closing(sqlite3.connect(place)) as connection:
        newest = dict(
            connection.execute(
                "SELECT CASE WHEN submit_time > 0 THEN date(submit_time / 1000, 'unixepoch') END, max(id) "
                "FROM midjourneys WHERE user_id = 4 AND status = 'SUCCESS' GROUP BY 1"
            )
        )
    assert None in newest
    for bucket in viewer["taskBuckets"]:
        part = (await data(client, query, "bob", filter=filter_, after=bucket["cursor"]))["viewer"]["tasks"]
        assert part["nodes"][0]["databaseId"] == newest[bucket["startsAt"] and bucket["startsAt"][:10]]
    assert [
        newest[bucket["startsAt"] and bucket["startsAt"][:10]] for bucket in viewer["taskBuckets"]
    ] == sorted(newest.values(), reverse=True)


async def test_more_buckets_than_the_limit_are_an_error_that_says_what_to_do(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folds, "TIMELINE_MAX", 5)
    monkeypatch.setattr(folds, "BUCKETS_MAX", 5)
    [timeline] = await errors(
        client, "{ viewer { taskSummary { timeline(interval: WEEK) { total } } } }", "bob"
    )
    assert timeline == (
        "viewer.taskSummary.timeline",
        "BAD_USER_INPUT",
        "timeline has more than 5 buckets; ask for a longer interval or fewer tasks",
    )
    [(path, code, message)] = await errors(client, "{ viewer { taskBuckets { count } } }", "bob")
    assert (path, code) == ("viewer.taskBuckets", "BAD_USER_INPUT")
    assert message.startswith("taskBuckets has more than 5 buckets")


async def test_one_owners_timeline_that_is_too_long_leaves_the_others_alone(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folds, "TIMELINE_MAX", 20)
    query = """{ a: user(databaseId: 3) { taskSummary { timeline { total } } }
      b: user(databaseId: 2) { taskSummary { timeline { total } } } }"""
    assert [path for path, _, _ in await errors(client, query, "admin")] == ["a.taskSummary.timeline"]
