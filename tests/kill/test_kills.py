"""An updater is killed again and again: no refund is lost, none is given twice, and the file stays whole."""

import multiprocessing
import os
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from tests.kill import updater
from tests.kill.databases import check_quotas, filled, refunds
from tests.storage.statements import outside

KILLS = int(os.environ.get("KILLS", "40"))
TRANSITIONS_A_KILL = 50
TASKS_A_KILL = 60
DEADLINE_SECONDS = 30

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kill.updater"])


@pytest.fixture(params=["attached", "standalone"])
async def file(request: pytest.FixtureRequest, newapi_file: Path) -> Path:
    """A database of new-api's or of our own, with nothing but unfinished tasks."""
    return await filled(request.param, newapi_file, KILLS * TASKS_A_KILL)


def killed(file: Path, random: Random) -> list[tuple[int, str]]:
    """Run an updater, kill it after some transitions or while it opens the file, and give what it told."""
    receiver, teller = forks.Pipe(duplex=False)
    process = forks.Process(target=updater.run, args=(file, random.randrange(2**31), teller))
    process.start()
    teller.close()
    told: list[tuple[int, str]] = []
    wanted = random.choice([0, *range(40, 120, 10)])
    while len(told) < wanted:
        assert receiver.poll(DEADLINE_SECONDS), "the updater does nothing"
        told += receiver.recv()
    end = time.monotonic() + random.random() / (100 if wanted else 5)
    while (left := end - time.monotonic()) > 0 and receiver.poll(left):
        told += receiver.recv()
    process.kill()
    process.join(DEADLINE_SECONDS)
    assert process.exitcode == -9
    return told + rest(receiver)


def rest(receiver: Connection) -> list[tuple[int, str]]:
    told: list[tuple[int, str]] = []
    with receiver:
        while True:
            try:
                told += receiver.recv()
            except EOFError:
                return told


def test_killed_at_random_the_updater_loses_nothing_and_pays_nothing_twice(file: Path) -> None:
    random = Random(5)  # noqa: S311 - no secret
    told: list[tuple[int, str]] = []
    for _ in range(KILLS):
        told += killed(file, random)
        assert outside(file, "PRAGMA integrity_check") == [("ok",)]

    print(f"\n{KILLS} kills, {len(told)} transitions, {refunds(file)} refunds")  # noqa: T201 - how much was done
    assert len(told) >= KILLS * TRANSITIONS_A_KILL
    assert check_quotas(file) > KILLS
    check_that_what_was_told_is_there(file, told)


def check_that_what_was_told_is_there(file: Path, told: list[tuple[int, str]]) -> None:
    rows = dict(outside(file, "SELECT id, status || ' ' || progress FROM midjourneys"))
    final = {id_: state for id_, state in told if state.endswith("100%")}
    assert final.items() <= rows.items()
    if outside(file, "SELECT name FROM sqlite_schema WHERE name = 'mj_gateway_updates'"):
        events = outside(file, "SELECT task_id, state FROM mj_gateway_updates ORDER BY id")
        assert not Counter(told) - Counter(events)
        assert dict(events).items() <= rows.items()
        assert len({id_ for id_, state in events if state.endswith("100%")}) == sum(
            state.endswith("100%") for _, state in events
        )
