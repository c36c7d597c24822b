"""Generated operations, valid and mutated: never a defect, never an answer outside the schema.

`make fuzz` runs 10,000 of them against a server on a socket; `make test` fewer.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import build_schema, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from gql.schema import sdl
from gql.storage.database import open_database
from tests.accounts import headers
from tests.fuzz.shape import Shape
from tests.gateway import client_of

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SCHEMA = build_schema(sdl())
KNOWN = {
    "UNAUTHENTICATED", "FORBIDDEN", "BAD_USER_INPUT", "NOT_FOUND", "BAD_REQUEST", "LIMIT_EXCEEDED",
    "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_RESOLUTION_FAILURE",
}  # fmt: skip
moments = st.datetimes().map(lambda moment: nodes.String(moment.isoformat() + "Z"))
integers = st.integers(-(2**63), 2**63 - 1).map(nodes.Int)
SCALARS: dict[str, Any] = {
    "Timestamp": integers,
    "BigInt": integers,
    "DateTime": moments,
    "URL": st.text().map(nodes.String),
    "JSON": st.text().map(nodes.String),
}
JSON = {"Content-Type": "application/json"}
operations = queries(SCHEMA, custom_scalars=SCALARS)
people = st.sampled_from(["alice", "admin", "root", "chen"])


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop of its own for the many examples of one test."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def gateway(runner: asyncio.Runner, newapi_file: Path) -> Iterator[httpx.AsyncClient]:
    """The application, its database opened and closed in that loop."""
    database = runner.run(open_database(f"sqlite+aiosqlite:///{newapi_file}", create=False))
    yield client_of(database)
    runner.run(database.close())


def checked(response: httpx.Response) -> Any:
    """Give the answer of a response that is no defect."""
    assert response.status_code in {200, 400}, response.text
    answer = response.json()
    answers = answer if isinstance(answer, list) else [answer]
    errors = [error for part in answers for error in part.get("errors", [])]
    assert {error["extensions"]["code"] for error in errors} <= KNOWN, errors
    return answer


lenient = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@given(query=operations, username=people)
@lenient
def test_a_valid_operation_is_answered_as_the_schema_says(
    runner: asyncio.Runner, gateway: httpx.AsyncClient, query: str, username: str
) -> None:
    asked = gateway.post("/graphql", json={"query": query}, headers=headers(username))
    answer = checked(runner.run(asked))
    assert Shape(SCHEMA, parse(query)).faults(answer.get("data")) == []


@given(query=operations, username=people, data=st.data())
@lenient
def test_a_mutated_operation_is_no_defect(
    runner: asyncio.Runner, gateway: httpx.AsyncClient, query: str, username: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(query)))
    length = data.draw(st.integers(0, 12))
    broken = query[:place] + data.draw(st.text(max_size=6)) + query[place + length :]
    checked(runner.run(gateway.post("/graphql", json={"query": broken}, headers=headers(username))))


@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda part: (
            st.lists(part, max_size=3)
            | st.dictionaries(
                st.sampled_from(["query", "variables", "extensions", "operationName", "x"]), part
            )
        ),
    ),
    username=people,
)
@lenient
def test_any_json_is_no_defect(
    runner: asyncio.Runner, gateway: httpx.AsyncClient, body: Any, username: str
) -> None:
    checked(
        runner.run(gateway.post("/graphql", content=json.dumps(body), headers={**headers(username), **JSON}))
    )
