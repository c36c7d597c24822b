"""The simulated upstream answers as the real one did."""

import json
from collections.abc import Iterator

import pytest

from gql.demo.store import TaskStore
from gql.demo.tasks import StoredTask
from gql.demo.upstream import create_upstream
from tests.demo.recordings import (
    SECRET,
    captures,
    is_out_of_scope,
    recorded_answer,
    replayed_answer,
    unused_patterns,
)
from tests.demo.servers import serving

CAPTURES = captures()
REPLAYED = [name for name in CAPTURES if not is_out_of_scope(name)]
WITH_EMPTY_STORE = ["redis back, empty: list-by-condition", "restart: queue"]
WITH_FULL_STORE = [name for name in REPLAYED if name not in WITH_EMPTY_STORE]


def recorded_store() -> TaskStore:
    """The 35 tasks that lay in the real server's store."""
    return TaskStore(StoredTask(task) for task in json.loads(CAPTURES["task list (all)"]["body"]))


def secret_of(name: str) -> str | None:
    """The secret of the server that the exchange was recorded with."""
    return None if CAPTURES[name]["upstream"].endswith("api-secret empty") else SECRET


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str | None, int]]:
    """The ports of two servers with the recorded tasks, by their secret."""
    with (
        serving(create_upstream(recorded_store(), public_url="http://upstream", secret=SECRET)) as guarded,
        serving(create_upstream(recorded_store(), public_url="http://upstream")) as open_to_all,
    ):
        yield {SECRET: guarded, None: open_to_all}


@pytest.mark.parametrize("name", WITH_FULL_STORE)
def test_the_answer_is_the_recorded_one(ports: dict[str | None, int], name: str) -> None:
    assert replayed_answer(ports[secret_of(name)], CAPTURES[name]) == recorded_answer(CAPTURES[name])


@pytest.mark.parametrize("name", WITH_EMPTY_STORE)
def test_an_upstream_without_tasks_answers_as_recorded(name: str) -> None:
    app = create_upstream(TaskStore(), public_url="http://upstream", secret=secret_of(name))
    with serving(app) as port:
        assert replayed_answer(port, CAPTURES[name]) == recorded_answer(CAPTURES[name])


def test_every_recording_is_replayed_or_declared_out_of_scope() -> None:
    assert unused_patterns(list(CAPTURES)) == []
    assert (len(CAPTURES), len(REPLAYED)) == (339, 152)
