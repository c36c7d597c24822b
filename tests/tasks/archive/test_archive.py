"""Old tasks go into a file on every engine, and none is deleted that is not in it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gql.errors import ConfigurationError
from gql.storage.database import Database, open_database
from gql.tasks.archive import files, repository
from gql.tasks.archive.archive import Archived, archive
from gql.tasks.archive.files import format_of
from gql.tasks.archive.repository import OldTasks
from gql.tasks.filters import TaskFilters
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Scope
from gql.tasks.totals import Totals
from tests.clock import FakeClock
from tests.servers.sites import ENGINES, Place, Sites, url_of
from tests.storage.statements import outside

BEFORE = datetime(2200, 1, 1, tzinfo=UTC)
FINISHED = "status IN ('SUCCESS', 'FAILURE', 'CANCEL') AND submit_time BETWEEN 1 AND 7258118399999"
EVERY = Scope(), TaskFilters()


class Interrupted(Exception):
    """As by Ctrl+C."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make 300 tasks several windows."""
    for module in (repository, files):
        monkeypatch.setattr(module, "WINDOW", 40)


@pytest.fixture(params=ENGINES)
async def place(request: pytest.FixtureRequest, sites: Sites) -> AsyncIterator[Place]:
    with sites.filled(f"{request.param}-standalone") as place:
        yield place


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    database = await open_database(url_of(place))
    yield database
    await database.close()


def numbers(place: Place, clause: str = "1 = 1") -> list[int]:
    return [row[0] for row in outside(place, f"SELECT id FROM midjourneys WHERE {clause} ORDER BY id")]


def archived(path: Path) -> list[dict[str, Any]]:
    return [dict(row) for window in format_of(path).read(path) for row in window]


async def run(database: Database, path: Path, stop: str = "", *, keep: bool = False) -> Archived:
    def report(step: str, done: int, total: int) -> None:
        if step == stop and done < total:
            raise Interrupted

    return await archive(OldTasks(database, BEFORE), path, report, keep=keep)


@pytest.mark.parametrize("name", ["old.jsonl", "old.parquet"])
async def test_finished_tasks_are_in_the_file_as_they_were_and_the_others_stay(
    database: Database, place: Place, tmp_path: Path, name: str
) -> None:
    old, all_ = numbers(place, FINISHED), numbers(place)
    totals = Totals(TaskRepository(database), FakeClock())
    assert await totals.of(*EVERY) == len(all_)
    columns = ("prompt", "status", "submit_time", "fail_reason")
    (before,) = outside(place, f"SELECT {', '.join(columns)} FROM midjourneys WHERE id = {old[3]}")

    done = await run(database, tmp_path / name)

    rows = archived(tmp_path / name)
    assert [row["id"] for row in rows] == old
    assert tuple(rows[3][column] for column in columns) == before
    assert (done.tasks, done.deleted, done.kept) == (len(old), len(old), 0)
    assert numbers(place) == sorted(set(all_) - set(old))
    assert await totals.of(*EVERY) == len(all_) - len(old)


@pytest.mark.parametrize("stop", ["write", "delete"])
async def test_an_interrupted_run_goes_on_and_loses_no_task(
    database: Database, place: Place, tmp_path: Path, stop: str
) -> None:
    old, path = numbers(place, FINISHED), tmp_path / "old.jsonl"
    with pytest.raises(Interrupted):
        await run(database, path, stop)
    assert path.exists() == (stop == "delete")
    left = numbers(place, FINISHED)
    assert (left == old) == (stop == "write")

    done = await run(database, path)

    assert (done.deleted, numbers(place, FINISHED)) == (len(left), [])
    assert [row["id"] for row in archived(path)] == old


async def test_a_task_that_was_changed_after_it_was_written_is_not_deleted(
    database: Database, place: Place, tmp_path: Path
) -> None:
    path = tmp_path / "old.jsonl"
    await run(database, path, keep=True)
    changed = numbers(place, FINISHED)[5]
    outside(place, f"UPDATE midjourneys SET fail_reason = 'corrected' WHERE id = {changed}")
    done = await run(database, path)
    assert (done.kept, numbers(place, FINISHED)) == (1, [changed])


async def test_what_is_submitted_later_or_at_an_unknown_time_stays(
    database: Database, place: Place, tmp_path: Path
) -> None:
    outside(place, "UPDATE midjourneys SET submit_time = 7258118400000 WHERE id = 3")
    outside(place, "UPDATE midjourneys SET submit_time = 0 WHERE id = 4")
    await run(database, tmp_path / "old.jsonl")
    assert {3, 4} <= set(numbers(place))


async def test_a_file_that_can_not_be_an_archive_is_refused_before_anything_is_deleted(
    database: Database, place: Place, tmp_path: Path
) -> None:
    before = numbers(place)
    broken = [tmp_path / name for name in ("broken.jsonl", "broken.parquet")]
    for path in broken:
        path.write_text("{")
    for path in (*broken, tmp_path / "old.csv", tmp_path / "nowhere" / "old.jsonl"):
        with pytest.raises(ConfigurationError):
            await run(database, path)
    assert numbers(place) == before


def test_each_line_is_one_task(tmp_path: Path) -> None:
    with format_of(tmp_path / "a.jsonl").writing(tmp_path / "a.jsonl", {}) as writer:
        writer.add([{"id": 1, "prompt": "海"}])
    assert json.loads((tmp_path / "a.jsonl").read_text()) == {"id": 1, "prompt": "海"}
