"""An updater is killed again and again: no refund is lost, none is given twice, and a file stays whole."""

import multiprocessing
import os
import time
from collections import Counter
from multiprocessing.connection import Connection
from random import Random

from tests.kill import updater
from tests.kill.databases import check_integrity, check_quotas, fill, has_log_of_updates
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside

KILLS = int(os.environ.get("KILLS", "40"))
TRANSITIONS_A_KILL = 50
TASKS_A_KILL = 60
DEADLINE_SECONDS = 30

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kill.updater"])


def killed(place: Place, random: Random) -> list[tuple[int, str]]:
    """Run an updater, kill it after some transitions or while it opens the database; give what it told."""
    receiver, teller = forks.Pipe(duplex=False)
    process = forks.Process(target=updater.run, args=(url_of(place), random.randrange(2**31), teller))
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


def test_killed_at_random_the_updater_loses_nothing_and_pays_nothing_twice(site: str, place: Place) -> None:
    kills = KILLS if site.startswith("sqlite") else KILLS // 4  # a server's own files are not at stake
    fill(place, site.partition("-")[2], kills * TASKS_A_KILL)
    random = Random(5)  # noqa: S311 - no secret
    told: list[tuple[int, str]] = []
    for _ in range(kills):
        told += killed(place, random)
        check_integrity(place)

    paid_back = check_quotas(place)
    print(f"\n{site}: {kills} kills, {len(told)} transitions, {paid_back} refunds")  # noqa: T201 - how much was done
    assert len(told) >= kills * TRANSITIONS_A_KILL
    assert paid_back > kills
    check_that_what_was_told_is_there(place, told)


def check_that_what_was_told_is_there(place: Place, told: list[tuple[int, str]]) -> None:
    stored = outside(place, "SELECT id, status, progress FROM midjourneys")
    rows = {id_: f"{status} {progress}" for id_, status, progress in stored}
    final = {id_: state for id_, state in told if state.endswith("100%")}
    assert final.items() <= rows.items()
    if has_log_of_updates(place):
        events = outside(place, "SELECT task_id, state FROM mj_gateway_updates ORDER BY id")
        assert not Counter(told) - Counter(events)
        assert dict(events).items() <= rows.items()
        assert len({id_ for id_, state in events if state.endswith("100%")}) == sum(
            state.endswith("100%") for _, state in events
        )
