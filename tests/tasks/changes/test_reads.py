"""Unfinished tasks are found by the index on `progress`, however many finished ones there are."""

import pytest

from gql.storage.database import Database
from gql.tasks.changes.repository import Changes
from gql.tasks.progress import is_finished
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import outside
from tests.tasks.changes.journals import RecordingJournal

FILES = ["sqlite-attached", "sqlite-standalone"]
MORE = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 21000)"
    " INSERT INTO midjourneys (id, status, progress, submit_time) SELECT n, 'SUCCESS', '100%', 1 FROM numbers"
)


@pytest.mark.parametrize("site", FILES, indirect=True)
@pytest.mark.parametrize("statistics", [(), ("ANALYZE",)], ids=["no statistics", "statistics"])
async def test_unfinished_tasks_are_searched_by_the_index_and_finished_ones_never_scanned(
    place: Place, database: Database, statistics: tuple[str, ...]
) -> None:
    outside(place, MORE, *statistics)
    changes = Changes(database, RecordingJournal(place))
    with counted() as statements:
        found = await changes.unfinished()
    [statement] = statements

    plan = explained(place, statement)

    assert len(found) < 100
    searches = [step for step in plan if step.startswith("SEARCH")]
    assert len(searches) == 3
    assert all("progress" in step and "USING INDEX" in step for step in searches), plan
    assert not any("SCAN" in step for step in plan), plan


def explained(place: Place, statement: str) -> list[str]:
    """The plan of a statement; its limits and words are written in, as statistics may know some values."""
    bound = statement
    for value in ("'100%'", *["'SUCCESS'", "'FAILURE'", "'CANCEL'"] * 3, "100000"):
        bound = bound.replace("?", value, 1)
    bound = bound.replace("?", "''")
    return [str(row[3]) for row in outside(place, f"EXPLAIN QUERY PLAN {bound}")]


async def test_the_unfinished_tasks_are_those_that_no_final_word_is_known_of(
    place: Place, database: Database
) -> None:
    changes = Changes(database, RecordingJournal(place))
    everything = await changes.by_ids(range(1, 301))

    found = await changes.unfinished()

    expected = [task for task in everything if not is_finished(task)]
    assert [(task.id, task.mj_id, task.channel_id, task.submit_time) for task in found] == [
        (task.id, task.mj_id, task.channel_id, task.submit_time) for task in expected
    ]
    assert len(await changes.unfinished(limit=10)) == 10


async def test_tasks_are_read_in_the_order_of_the_ids_and_what_is_gone_is_left_out(
    place: Place, database: Database
) -> None:
    changes = Changes(database, RecordingJournal(place))

    assert [task.id for task in await changes.by_ids([7, 100_000, 3, 5])] == [7, 3, 5]
    assert await changes.by_ids([]) == []
    assert await changes.apply([]) == []


@pytest.mark.parametrize("site", FILES, indirect=True)
async def test_unfinished_tasks_that_are_newer_than_one_are_searched_by_their_ids(
    place: Place, database: Database
) -> None:
    outside(place, MORE)
    changes = Changes(database, RecordingJournal(place))
    known = [task.id for task in await changes.unfinished()]
    with counted() as statements:
        found = await changes.unfinished(after_id=known[10])

    assert [task.id for task in found] == known[11:]
    assert not any("SCAN" in step for step in explained(place, statements[0]))
