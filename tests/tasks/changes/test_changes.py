from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from gql.errors import Unavailable
from gql.identity.ledger.repository import mismatches
from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.tasks.changes.errors import LeaseLost
from gql.tasks.changes.repository import Changes
from gql.tasks.journal import TaskUpdateKind
from tests.clock import FakeClock
from tests.servers.engines import ATTACHED
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.changes.conftest import opened
from tests.tasks.changes.journals import RecordingJournal
from tests.tasks.changes.steps import ALICE, due, failure, going, plus, quotas, row, step
from tests.tasks.rows import insert

IMAGINE = {
    "code": 1,
    "user_id": ALICE,
    "action": "IMAGINE",
    "mj_id": "1790",
    "channel_id": 2,
    "quota": 50_000,
}
UNDER_WAY = {"status": "IN_PROGRESS", "progress": "31%", "submit_time": 1_790_000_000_000}
TASK_ID = 901


@pytest.fixture
def journal(place: Place) -> RecordingJournal:
    return RecordingJournal(place)


@pytest.fixture
def changes(database: Database, journal: RecordingJournal) -> Changes:
    return Changes(database, journal, FakeClock())


@pytest.fixture
def task_id(place: Place, database: Database) -> int:
    """An unfinished task of alice's that cost 50,000."""
    outside(place, insert(id=TASK_ID, **IMAGINE, **UNDER_WAY))
    return TASK_ID


async def test_a_change_is_stored_with_its_event_and_told_once_others_see_it(
    place: Place, changes: Changes, journal: RecordingJournal, task_id: int
) -> None:
    [task] = await changes.by_ids([task_id])
    change = step(task, status="IN_PROGRESS", progress="62%", image_url="https://x/1.webp")

    assert await changes.apply([change]) == [change]

    assert await changes.by_ids([task_id]) == [change.after]
    assert journal.written == journal.told == [change.update]
    assert journal.stored_when_told == journal.stored_when_written == ["IN_PROGRESS 62%"]
    assert journal.told[0].kind is TaskUpdateKind.PROGRESSED
    assert journal.told[0].previous_status == "IN_PROGRESS"


async def test_a_failure_gives_the_quota_back_in_the_same_transaction(
    place: Place, changes: Changes, journal: RecordingJournal, task_id: int, database: Database
) -> None:
    before = quotas(place)
    [task] = await changes.by_ids([task_id])
    change = failure(task)

    assert await changes.apply([change]) == [change]

    assert quotas(place) == plus(before, {ALICE: 50_000})
    assert journal.told == [change.update]
    assert await changes.apply([change]) == []
    assert quotas(place) == plus(before, {ALICE: 50_000})
    if database.kind is Kind.STANDALONE:
        [entry] = outside(
            place, "SELECT user_id, task_id, amount, at_ms FROM mj_gateway_ledger WHERE kind = 'refund'"
        )
        assert entry == (ALICE, task_id, 50_000, FakeClock().now_ms())
        assert await mismatches(database) == []


@ATTACHED
async def test_a_refund_stands_in_new_apis_log_as_new_api_itself_writes_it(place: Place) -> None:
    recorded = row(place, "SELECT * FROM logs WHERE type = 6 AND id = 27")
    outside(place, insert(id=TASK_ID, **IMAGINE, **UNDER_WAY))
    database = await opened(place)
    changes = Changes(database, RecordingJournal(place), FakeClock())
    await changes.apply([failure(task) for task in await changes.by_ids([TASK_ID])])
    await database.close()

    written = row(place, "SELECT * FROM logs ORDER BY id DESC LIMIT 1")

    other = '{"reason":"构图失败","task_id":"1790"}'
    own = {"id": recorded["id"], "created_at": recorded["created_at"], "other": recorded["other"]}
    assert written["created_at"] == 1_790_000_000
    assert written["other"] == other
    assert written | own == recorded | {"channel_id": 2}


async def test_a_change_that_came_too_late_changes_nothing(
    place: Place, changes: Changes, journal: RecordingJournal, task_id: int
) -> None:
    before = quotas(place)
    [task] = await changes.by_ids([task_id])
    for column, value in (("status", "SUCCESS"), ("progress", "46%"), ("status", None)):
        with_value = "NULL" if value is None else f"'{value}'"
        outside(place, f"UPDATE midjourneys SET status = 'IN_PROGRESS' WHERE id = {task_id}")
        outside(place, f"UPDATE midjourneys SET progress = '31%' WHERE id = {task_id}")
        outside(place, f"UPDATE midjourneys SET {column} = {with_value} WHERE id = {task_id}")

        assert await changes.apply([failure(task)]) == []

    assert journal.written == journal.told == []
    assert quotas(place) == before


async def test_every_unfinished_task_of_a_real_database_fails_and_is_refunded_once(
    place: Place, changes: Changes, journal: RecordingJournal
) -> None:
    before = quotas(place)
    tasks = await going(changes)
    failures = [failure(task) for task in tasks]
    assert len(tasks) > 45
    assert {"", "MODAL", "PAUSED"} <= {task.status for task in tasks}

    stored = await changes.apply(failures)

    assert [change.after for change in stored] == [change.after for change in failures]
    assert await changes.unfinished() == []
    assert quotas(place) == plus(before, due(failures)) == plus(before, due(stored))
    assert {*due(failures)} - {*before} == {99}
    assert due(stored)[99] == 0
    assert sum(change.refund for change in stored) > 1_000_000
    assert len(journal.told) == len(tasks)


async def test_a_row_full_of_nulls_fails_like_any_other(place: Place, changes: Changes) -> None:
    outside(place, insert(id=902), insert(id=903, user_id=ALICE, quota=7))
    before = quotas(place)

    stored = await changes.apply([failure(task) for task in await changes.by_ids([902, 903])])

    assert [change.refund for change in stored] == [0, 7]
    assert quotas(place) == plus(before, {ALICE: 7})


async def test_a_submission_that_was_rejected_was_not_charged(place: Place, changes: Changes) -> None:
    outside(place, insert(id=904, **IMAGINE | {"code": 23}, **UNDER_WAY))
    before = quotas(place)

    [stored] = await changes.apply([failure(task) for task in await changes.by_ids([904])])

    assert stored.after.status == "FAILURE"
    assert quotas(place) == before


@pytest.mark.parametrize("lack", ["no such user", "a quota that would leave 64 bits"])
async def test_where_nobody_can_be_refunded_the_failure_stands_and_the_log_says_so_once(
    place: Place, changes: Changes, task_id: int, lack: str
) -> None:
    user_id = 99 if lack == "no such user" else ALICE
    outside(place, f"UPDATE midjourneys SET user_id = {user_id} WHERE id = {task_id}")
    outside(place, f"UPDATE users SET quota = {2**63 - 50_000} WHERE id = {ALICE}")
    before = quotas(place)
    [task] = await changes.by_ids([task_id])

    with capture_logs() as logs:
        assert await changes.apply([failure(task)]) == [replace(failure(task), refund=0)]
        assert await changes.apply([failure(task)]) == []

    facts = {"task_id": task_id, "user_id": user_id, "quota": 50_000}
    assert logs == [{"event": "refund_without_account", "log_level": "warning", **facts}]
    assert quotas(place) == before


async def test_the_ledger_refuses_a_second_refund_of_a_task_that_was_set_back_by_hand(
    place: Place, changes: Changes, task_id: int, database: Database
) -> None:
    if database.kind is Kind.ATTACHED:
        return
    before = quotas(place)
    [task] = await changes.by_ids([task_id])
    await changes.apply([failure(task)])
    outside(place, f"UPDATE midjourneys SET status = 'IN_PROGRESS', progress = '31%' WHERE id = {task_id}")

    with capture_logs() as logs:
        assert await changes.apply([failure(task)]) == [replace(failure(task), refund=0)]

    assert [entry["event"] for entry in logs] == ["refunded_before"]
    assert quotas(place) == plus(before, {ALICE: 50_000})
    assert await mismatches(database) == []


async def test_many_changes_are_stored_a_hundred_a_transaction_each_behind_the_fence(
    place: Place, changes: Changes, journal: RecordingJournal
) -> None:
    rows = [insert(id=1000 + number, **IMAGINE, **UNDER_WAY) for number in range(250)]
    outside(place, "BEGIN", *rows, "COMMIT")
    tasks = await changes.by_ids(range(1000, 1250))
    fences: list[int] = []

    async def fence(connection: AsyncConnection) -> None:
        fences.append(len(journal.told))

    stored = await changes.apply([step(task, status="SUCCESS") for task in tasks], fence)

    assert len(stored) == 250
    assert fences == [0, 100, 200]


async def test_whoever_lost_the_lease_stores_nothing(
    place: Place, changes: Changes, journal: RecordingJournal, task_id: int
) -> None:
    before = quotas(place)
    [task] = await changes.by_ids([task_id])

    async def fence(connection: AsyncConnection) -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        await changes.apply([failure(task)], fence)

    assert await changes.by_ids([task_id]) == [task]
    assert journal.written == journal.told == []
    assert quotas(place) == before


async def test_a_journal_that_fails_takes_the_change_and_the_refund_with_it(
    place: Place, database: Database, task_id: int
) -> None:
    before = quotas(place)

    class Full(RecordingJournal):
        async def write(self, connection: AsyncConnection, _: object) -> None:
            await connection.execute(text("SELECT * FROM no_such_table"))

    changes = Changes(database, Full(place), FakeClock())
    [task] = await changes.by_ids([task_id])
    with pytest.raises(Unavailable):
        await changes.apply([failure(task)])

    assert await changes.by_ids([task_id]) == [task]
    assert quotas(place) == before


@ATTACHED
async def test_a_column_that_an_older_new_api_lacks_is_left_out_and_makes_no_endless_change(
    place: Place,
) -> None:
    lacking = ("video_url", "buttons")
    outside(place, *(f"ALTER TABLE midjourneys DROP COLUMN {name}" for name in lacking))
    outside(place, insert(id=TASK_ID, **IMAGINE, **UNDER_WAY))
    database = await opened(place)
    changes = Changes(database, RecordingJournal(place), FakeClock())
    told = {"status": "IN_PROGRESS", "progress": "31%", "video_url": "https://x/1.mp4", "buttons": "[]"}

    [task] = await changes.by_ids([TASK_ID])
    assert await changes.apply([step(task, **told)]) == []
    [stored] = await changes.apply([step(task, **told | {"progress": "46%"})])

    assert stored.values == {"progress": "46%"}
    assert await changes.by_ids([TASK_ID]) == [stored.after]
    await database.close()


@ATTACHED
async def test_a_log_that_lacks_columns_of_newer_versions_gets_the_others(place: Place) -> None:
    outside(
        place,
        "DROP INDEX idx_logs_upstream_request_id" + " ON logs" * str(place).startswith("mysql"),
        "ALTER TABLE logs DROP COLUMN upstream_request_id",
        "ALTER TABLE logs DROP COLUMN channel_name",
        insert(id=TASK_ID, **IMAGINE, **UNDER_WAY),
    )
    database = await opened(place)
    changes = Changes(database, RecordingJournal(place), FakeClock())
    await changes.apply([failure(task) for task in await changes.by_ids([TASK_ID])])
    await database.close()

    assert row(place, "SELECT * FROM logs ORDER BY id DESC LIMIT 1")["model_name"] == "mj_imagine"
