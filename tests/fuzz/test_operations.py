"""Generated operations against a running server: no defect, no answer outside the schema, memory flat.

`make fuzz` runs 5,000 valid and 5,000 mutated ones; `make test` fewer.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
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
from tests.accounts import headers
from tests.fuzz.shape import Shape
from tests.servers.sites import NEWAPI

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SCHEMA = build_schema(sdl())
# Kept documents and the allocator settle first; what grows after that would grow for ever.
WARM_UP = 50
GROWTH_MAX = 48 * 2**20
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


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of `serve` in a process of its own, whose memory must be flat at the end."""
    file = shutil.copy(NEWAPI / "one-api.db", tmp_path_factory.mktemp("fuzz"))
    arguments = ["serve", "--port", "0", "--database-url", f"sqlite+aiosqlite:///{file}"]
    serving = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "gql", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert serving.stdout
    with httpx.Client(base_url=serving.stdout.readline().rpartition(" ")[2].strip(), timeout=30) as client:
        for _ in range(WARM_UP):
            client.post("/graphql", json={"query": "{ __schema { types { name } } }"})
        before = resident_bytes(serving.pid)
        yield client
        grown = resident_bytes(serving.pid) - before
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(15) == 0
    serving.stdout.close()
    print(  # noqa: T201 - shown by `make fuzz`
        f"memory grew by {grown / 2**20:.1f} MiB"
    )
    assert grown < GROWTH_MAX


def resident_bytes(process_id: int) -> int:
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


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
    gateway: httpx.Client, query: str, username: str
) -> None:
    answer = checked(gateway.post("/graphql", json={"query": query}, headers=headers(username)))
    assert Shape(SCHEMA, parse(query)).faults(answer.get("data")) == []


@given(query=operations, username=people, data=st.data())
@lenient
def test_a_mutated_operation_is_no_defect(
    gateway: httpx.Client, query: str, username: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(query)))
    length = data.draw(st.integers(0, 12))
    broken = query[:place] + data.draw(st.text(max_size=6)) + query[place + length :]
    checked(gateway.post("/graphql", json={"query": broken}, headers=headers(username)))


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
def test_any_json_is_no_defect(gateway: httpx.Client, body: Any, username: str) -> None:
    asked = {**headers(username), **JSON}
    checked(gateway.post("/graphql", content=json.dumps(body), headers=asked))
