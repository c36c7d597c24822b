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
WITHOUT_SECRET = [name for name in REPLAYED if name.startswith("no api-secret: ")]
WITHOUT_TASKS = ["redis back, empty: list-by-condition", "restart: queue"]
AS_FIRST_SERVER = [name for name in REPLAYED if name not in {*WITHOUT_SECRET, *WITHOUT_TASKS}]


def recorded_store() -> TaskStore:
    """The 35 tasks that lay in the real server's store."""
    return TaskStore(StoredTask(task) for task in json.loads(CAPTURES["task list (all)"]["body"]))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(create_upstream(recorded_store(), public_url="http://upstream", secret=SECRET)) as port:
        yield port


@pytest.mark.parametrize("name", AS_FIRST_SERVER)
def test_the_answer_is_the_recorded_one(port: int, name: str) -> None:
    assert replayed_answer(port, CAPTURES[name]) == recorded_answer(CAPTURES[name])


def test_an_upstream_without_a_secret_lets_everybody_in() -> None:
    with serving(create_upstream(recorded_store(), public_url="http://upstream")) as port:
        for name in WITHOUT_SECRET:
            assert replayed_answer(port, CAPTURES[name]) == recorded_answer(CAPTURES[name])


def test_an_upstream_without_tasks_has_empty_lists() -> None:
    with serving(create_upstream(TaskStore(), public_url="http://upstream", secret=SECRET)) as port:
        for name in WITHOUT_TASKS:
            assert replayed_answer(port, CAPTURES[name]) == recorded_answer(CAPTURES[name])


def test_what_is_not_replayed_is_exactly_what_is_declared() -> None:
    assert unused_patterns(list(CAPTURES)) == []
    assert len(REPLAYED) == 180
    assert len(CAPTURES) == 339
