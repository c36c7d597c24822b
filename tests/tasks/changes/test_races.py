"""Who else writes at the same time, and what goes wrong at a commit: refunds are counted to the unit."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from random import Random
from typing import Any

import pytest
from asyncmy.errors import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.errors import Unavailable
from gql.storage.database import Database
from gql.tasks.changes.repository import Changes
from gql.tasks.progress import CHARGED, Change, Report, advance
from tests.clock import FakeClock
from tests.servers.sites import Place
from tests.servers.statements import affected
from tests.storage.statements import outside
from tests.tasks.changes.conftest import opened
from tests.tasks.changes.journals import RecordingJournal
from tests.tasks.changes.steps import ALICE, NOW_MS, due, failure, going, plus, quotas, step
from tests.tasks.rows import insert

COUNT = 120
REPORTED = ("IN_PROGRESS", "SUCCESS", "FAILURE", "CANCEL")
QUOTA = 25_000


@pytest.fixture
def journal(place: Place) -> RecordingJournal:
    return RecordingJournal(place)


@pytest.fixture
def changes(database: Database, journal: RecordingJournal) -> Changes:
    return Changes(database, journal, FakeClock())


@pytest.fixture
def many(place: Place, database: Database) -> range:
    """Unfinished tasks of alice's, each for 25,000."""
    ids = range(1001, 1001 + COUNT)
    values = {"code": 1, "user_id": ALICE, "action": "VIDEO", "quota": QUOTA, "status": "SUBMITTED"}
    outside(
        place, "BEGIN", *(insert(id=id_, mj_id=str(id_), progress="0%", **values) for id_ in ids), "COMMIT"
    )
    return ids


async def test_two_updaters_on_one_file_refund_each_task_once(
    place: Place, changes: Changes, journal: RecordingJournal, many: range
) -> None:
    before = quotas(place)
    other_journal = RecordingJournal(place)
    other = await opened(place)
    rival = Changes(other, other_journal, FakeClock())

    for task in await changes.by_ids(many):
        stored = await asyncio.gather(changes.apply([failure(task)]), rival.apply([failure(task)]))
        assert sorted(map(len, stored)) == [0, 1]
    await other.close()

    assert quotas(place) == plus(before, {ALICE: COUNT * QUOTA})
    assert len(journal.told) + len(other_journal.told) == COUNT


def fails_like_new_api(place: Place, task_id: int) -> bool:
    """Fail a task as new-api does: compare-and-set on the status, then the quota by another statement."""
    failing = (
        "UPDATE midjourneys SET status = 'FAILURE', progress = '100%', fail_reason = '任务超时'"
        f" WHERE id = {task_id} AND status = 'SUBMITTED'"
    )
    paying = f"UPDATE users SET quota = quota + {QUOTA} WHERE id = {ALICE}"
    if isinstance(place, str):
        return _insisting(place, failing) == 1 and _insisting(place, paying) == 1
    with closing(sqlite3.connect(place, isolation_level=None, timeout=30)) as connection:
        won = connection.execute(failing).rowcount == 1
        if won:
            connection.execute(paying)
    return won


def _insisting(place: str, statement: str) -> int:
    """Run a statement again that was ended for a deadlock, as new-api does in its next round."""
    for _ in range(5):
        with suppress(OperationalError):
            return affected(place, statement)
    return affected(place, statement)


async def test_new_apis_own_poller_beside_ours_refunds_no_task_that_we_refunded(
    place: Place, changes: Changes, journal: RecordingJournal, many: range
) -> None:
    before = quotas(place)
    theirs: list[bool] = []
    for number, task in enumerate(await changes.by_ids(many)):
        ours = changes.apply([failure(task)])
        other = asyncio.to_thread(fails_like_new_api, place, task.id)
        if number % 3 == 0:
            theirs.append(await other)
            assert await ours == []
        elif number % 3 == 1:
            assert await ours == [failure(task)]
            theirs.append(await other)
        else:
            theirs.append((await asyncio.gather(other, ours))[0])

    assert sum(theirs) + len(journal.told) == COUNT
    assert COUNT // 3 <= sum(theirs) <= COUNT - COUNT // 3
    assert quotas(place) == plus(before, {ALICE: COUNT * QUOTA})


@pytest.mark.parametrize("seed", range(3))
async def test_cancelled_at_any_moment_a_change_is_whole_and_told_or_not_there(
    place: Place, changes: Changes, journal: RecordingJournal, many: range, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    before = quotas(place)
    cancelled = 0
    for task in (await changes.by_ids(many))[:50]:
        applying = asyncio.create_task(changes.apply([failure(task)]))
        # The event loop turns some 20 times while a change is stored: the cancellation comes at any of them.
        for _ in range(random.randrange(30)):
            await asyncio.sleep(0)
        if random.random() < 0.5:
            await asyncio.wait({applying}, timeout=random.random() / 300)
        applying.cancel()
        await asyncio.wait({applying})
        cancelled += applying.cancelled()

    failed = outside(place, f"SELECT count(*) FROM midjourneys WHERE id >= {many[0]} AND status = 'FAILURE'")
    assert failed == [(len(journal.told),)]
    assert quotas(place) == plus(before, {ALICE: len(journal.told) * QUOTA})
    assert cancelled >= 10


class Unanswering(Database):
    """A database whose commits get no answer, whether they are done or not."""

    committing = True

    async def write(self, work: Callable[[AsyncConnection], Awaitable[Any]], then: Any = None) -> Any:  # noqa: ARG002
        if self.committing:
            await super().write(work)
        raise Unavailable


def unanswering(database: Database) -> Unanswering:
    torn = Unanswering.__new__(Unanswering)
    torn.__dict__.update(database.__dict__)
    return torn


async def test_after_a_commit_without_an_answer_the_database_is_asked_and_no_refund_repeated(
    place: Place, database: Database, journal: RecordingJournal, many: range
) -> None:
    before = quotas(place)
    changes = Changes(unanswering(database), journal, FakeClock())
    failures = [failure(task) for task in await changes.by_ids(many)]

    assert await changes.apply(failures) == failures

    assert quotas(place) == plus(before, due(failures))
    assert [update.task.id for update in journal.told] == list(many)
    with pytest.raises(Unavailable):
        await changes.apply([step(failures[0].task, status="SUCCESS")])
    assert quotas(place) == plus(before, due(failures))


async def test_what_was_not_committed_is_neither_told_nor_refunded(
    place: Place, database: Database, journal: RecordingJournal, many: range
) -> None:
    before = quotas(place)
    torn = unanswering(database)
    torn.committing = False
    changes = Changes(torn, journal, FakeClock())

    with pytest.raises(Unavailable):
        await changes.apply([failure(task) for task in await changes.by_ids(many)])

    assert journal.told == []
    assert quotas(place) == before


async def test_many_updaters_with_reports_of_all_kinds_agree_to_the_unit(
    place: Place, changes: Changes, many: range
) -> None:
    before = quotas(place)
    outside(place, "UPDATE midjourneys SET code = 24 WHERE id % 10 = 1")
    databases = [await opened(place) for _ in range(2)]
    updaters = [changes, *(Changes(other, RecordingJournal(place), FakeClock()) for other in databases)]

    async def update(updater: Changes, random: Random) -> list[Change]:
        stored: list[Change] = []
        for _ in range(8):
            tasks = [task for task in await going(updater) if task.id in many]
            told = [Report("", random.choice(REPORTED), f"{random.randrange(99)}%") for _ in tasks]
            tried = [change for pair in zip(tasks, told, strict=True) if (change := advance(*pair, NOW_MS))]
            stored += await updater.apply(random.sample(tried, min(len(tried), 40)))
        return stored

    randoms = [Random(seed) for seed in range(3)]  # noqa: S311 - no secrets
    stored = await asyncio.gather(*map(update, updaters, randoms))
    for other in databases:
        await other.close()

    rows = outside(place, f"SELECT code, quota FROM midjourneys WHERE id >= {many[0]} AND status = 'FAILURE'")
    charged = sum(quota for code, quota in rows if code in CHARGED)
    assert sum(map(len, stored)) > 120
    assert sum(change.refund for won in stored for change in won) == charged > 0
    assert quotas(place) == plus(before, {ALICE: charged})
