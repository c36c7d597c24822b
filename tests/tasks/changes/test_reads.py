"""Unfinished tasks are found by the index on `progress`, however many finished ones there are."""

from pathlib import Path

import pytest

from gql.storage.database import Database
from gql.tasks.changes.repository import Changes
from gql.tasks.progress import is_finished
from tests.statements import counted
from tests.storage.statements import outside
from tests.tasks.changes.journals import RecordingJournal

MORE = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 21000)"
    " INSERT INTO midjourneys (id, status, progress, submit_time) SELECT n, 'SUCCESS', '100%', 1 FROM numbers"
)


@pytest.mark.parametrize("statistics", [(), ("ANALYZE",)], ids=["no statistics", "statistics"])
async def test_unfinished_tasks_are_searched_by_the_index_and_finished_ones_never_scanned(
    file: Path, database: Database, statistics: tuple[str, ...]
) -> None:
    outside(file, MORE, *statistics)
    changes = Changes(database, RecordingJournal(file))
    with counted() as statements:
        found = await changes.unfinished()
    [statement] = statements

    plan = explained(file, statement)

    assert len(found) < 100
    searches = [step for step in plan if step.startswith("SEARCH")]
    assert len(searches) == 3
    assert all("progress" in step and "USING INDEX" in step for step in searches), plan
    assert not any("SCAN" in step for step in plan), plan


def explained(file: Path, statement: str) -> list[str]:
    """The plan of a statement; its limits and words are written in, as statistics may know some values."""
    bound = statement
    for value in ("'100%'", *["'SUCCESS'", "'FAILURE'", "'CANCEL'"] * 3, "100000"):
        bound = bound.replace("?", value, 1)
    bound = bound.replace("?", "''")
    return [str(row[3]) for row in outside(file, f"EXPLAIN QUERY PLAN {bound}")]


async def test_the_unfinished_tasks_are_those_that_no_final_word_is_known_of(
    file: Path, database: Database
) -> None:
    changes = Changes(database, RecordingJournal(file))
    everything = await changes.by_ids(range(1, 301))

    found = await changes.unfinished()

    expected = [task for task in everything if not is_finished(task)]
    assert [(task.id, task.mj_id, task.channel_id, task.submit_time) for task in found] == [
        (task.id, task.mj_id, task.channel_id, task.submit_time) for task in expected
    ]
    assert len(await changes.unfinished(limit=10)) == 10


async def test_tasks_are_read_in_the_order_of_the_ids_and_what_is_gone_is_left_out(
    file: Path, database: Database
) -> None:
    changes = Changes(database, RecordingJournal(file))

    assert [task.id for task in await changes.by_ids([7, 100_000, 3, 5])] == [7, 3, 5]
    assert await changes.by_ids([]) == []
    assert await changes.apply([]) == []


async def test_unfinished_tasks_that_are_newer_than_one_are_searched_by_their_ids(
    file: Path, database: Database
) -> None:
    outside(file, MORE)
    changes = Changes(database, RecordingJournal(file))
    known = [task.id for task in await changes.unfinished()]
    with counted() as statements:
        found = await changes.unfinished(after_id=known[10])

    assert [task.id for task in found] == known[11:]
    assert not any("SCAN" in step for step in explained(file, statements[0]))
