"""What a compiled operation answers is what the executor answers, byte for byte, and in every header.

`make fuzz` asks 100,000 operations; `make test` fewer.
"""

import logging
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.keyset import cursors
from gql.schema import make_schema
from gql.schema.nodes import global_id
from tests.differential.dirt import ANYTHING, BYTES, NUMBERS, TEXTS, dirtied
from tests.differential.grammar import SETS, Grammar
from tests.differential.ways import ROLES, TIMES, Ways, both_ways
from tests.fuzz.test_operations import operations
from tests.servers.sites import NEWAPI, SERVERS, Sites

# `make fuzz` says 5,000 of its own tests, and here are faster ones.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "50")) * 20
BY_HYPOTHESIS = max(EXAMPLES // 40, 30)
KINDS = ("Task", "User", "Channel")
IDS = [
    *(global_id(kind, number) for kind in KINDS for number in (1, 2, 3, 5, 200, 260, 400)),
    "", "x", global_id("Task", 2**63), global_id("Other", 1),
]  # fmt: skip
CURSORS = [*(cursors.encode(cursors.TASKS, number) for number in range(1, 520, 20)), "x"]
MJ_IDS = ["1708827604124433", "", "7", "2.5", " ", "NULL", "\U0001f3a8", "no such id"]
VALUES: dict[str, list[Any]] = {
    "id": IDS, "ids": IDS, "after": CURSORS, "before": CURSORS, "mjId": MJ_IDS, "mjIds": MJ_IDS,
    "first": [*range(1, 30), 100, 0], "last": [*range(1, 30), 100, 101], "width": [*[320] * 9, 7],
    "page": [*range(1, 16), 0, 2**31 - 1], "pageSize": [*range(1, 30), 0, 101],
    "databaseId": [1, 3, 5, 8, 99, -1], "channelId": [1, 2, 99, -1],
    "Int": [0, 1, 2, 3, 5, -1, 2**31 - 1], "Float": [0, 1.5], "String": ["", "a", "\u56fe", "%", "2"],
    "Boolean": [True, False], "ID": IDS, "Timestamp": [0, 1700000000, 1700000000000, "1700000000000"],
    "BigInt": [0, 500_000, 2**63 - 1, "7"], "URL": ["https://a"], "JSON": [{}],
    "DateTime": ["2023-11-14T22:13:20.000Z", "2020-01-01T00:00:00Z"],
}  # fmt: skip
LEAVES = """databaseId mjId action rawAction status rawStatus progress percentComplete prompt promptEn
    description imageUrl videoUrl videoUrls submitTime startTime finishTime submittedAt durationSeconds
    failReason quota buttons { label style } properties"""
HEADERS = [{}, {}, {}, {"Accept": "application/graphql-response+json"}, {"Accept-Language": "zh"}]
SCHEMA = make_schema()._schema
# Where one field can't begin, graphql-core leaves those that were to run beside it where they are.
# Told while a named tuple is made, whose code has no built-in names, the warning fails itself.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine 'GraphQLCoreConverter:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore:coroutine 'Executor.(complete|execute):RuntimeWarning"),
    pytest.mark.filterwarnings(
        "ignore:.*<coroutine object Executor.(complete|execute):pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings(
        "ignore:.*<coroutine object GraphQLCoreConverter:pytest.PytestUnraisableExceptionWarning"
    ),
]
people = st.sampled_from(ROLES)
lenient = settings(
    max_examples=BY_HYPOTHESIS,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    file = Path(shutil.copy(NEWAPI / "one-api.db", tmp_path_factory.mktemp("differential") / "dirty.db"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with both_ways(dirtied(file)) as ways:
        yield ways
    structlog.reset_defaults()


def test_any_operation_of_the_grammar_is_answered_alike(ways: Ways) -> None:
    answered_alike(ways, EXAMPLES)
    assert ways.kept() > EXAMPLES / 10


@pytest.mark.parametrize("site", [f"{engine}-attached" for engine in SERVERS])
def test_any_operation_of_the_grammar_is_answered_alike_by_a_server(site: str, sites: Sites) -> None:
    with sites.filled(site) as place, both_ways(place) as ways:
        answered_alike(ways, EXAMPLES // 4, is_raced=True)


def answered_alike(ways: Ways, examples: int, *, is_raced: bool = False) -> None:
    grammar, before = Grammar(SCHEMA, VALUES), ways.compiled()
    for seed in range(examples // SETS):
        draw, asked = random.Random(seed), grammar.operation(seed)  # noqa: S311
        for variables in asked.variables:
            body = {"query": asked.query, "variables": variables}
            ways.post(body, draw.choice(ROLES), **draw.choice(HEADERS)).assert_alike(is_raced=is_raced)
    compiled = ways.compiled() - before
    print(f"{compiled} of {examples * TIMES} operations ran by a plan")  # noqa: T201 - shown by `make fuzz`
    assert compiled > examples * TIMES / 2.5


def test_whatever_stands_in_a_column_is_answered_alike_and_by_a_plan(newapi_file: Path) -> None:
    newest = "WHERE id = (SELECT max(id) FROM midjourneys WHERE user_id = 3)"
    asked = {"query": f"{{ myTasks(pageSize: 2) {{ items {{ {LEAVES} }} }} }}"}
    columns, contents = NUMBERS + TEXTS, ANYTHING + BYTES
    writer = sqlite3.connect(newapi_file, isolation_level=None)
    with both_ways(newapi_file) as ways, closing(writer):
        for column in columns:
            ((usual,),) = writer.execute(f"SELECT {column} FROM midjourneys {newest}")
            for content in contents:
                writer.execute(f"UPDATE midjourneys SET {column} = {content} {newest}")
                ways.post(asked, "alice").assert_alike()
            writer.execute(f"UPDATE midjourneys SET {column} = ? {newest}", (usual,))
        assert ways.compiled() > len(columns) * len(contents) * TIMES * 0.8


@given(query=operations, username=people)
@lenient
def test_any_operation_of_hypothesis_is_answered_alike(ways: Ways, query: str, username: str) -> None:
    ways.post({"query": query}, username).assert_alike()


@given(query=operations, username=people)
@lenient
def test_any_operation_by_get_is_answered_alike(ways: Ways, query: str, username: str) -> None:
    ways.get(query, username).assert_alike()
