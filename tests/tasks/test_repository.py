from pathlib import Path

import pytest

from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task, read_number, read_text
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.times import TimeUnit
from tests.servers.engines import ON_EACH_ENGINE, ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.rows import insert

ADMIN = Viewer(User(2, "admin", Role.ADMIN), Role.ADMIN)


async def newest(database: Database) -> Task:
    page = await TaskResolvers(TaskRepository(database)).all_tasks(ADMIN, 1, 1, TaskFilters())
    return (await page.items())[0]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (None, ""),
        ("", ""),
        ("文字", "文字"),
        (5, "5"),
        (0, "0"),
        (1.5, "1.5"),
        (b"[1]", "[1]"),
        (b"\xff\xe7\x8c\xab", "�猫"),
    ],
)
def test_a_text_column_reads_as_text(stored: object, text: str) -> None:
    assert read_text(stored) == text


@pytest.mark.parametrize(
    ("stored", "number"),
    [
        (None, 0),
        (0, 0),
        (-3, -3),
        (2**63 - 1, 2**63 - 1),
        (-(2**63), -(2**63)),
        ("12", 12),
        ("", 0),
        ("abc", 0),
        ("1.5", 0),
        (b"12", 12),
        (b"\xff", 0),
        (2.9, 2),
        (1e300, 0),
        (float("inf"), 0),
        (float("nan"), 0),
        ("9" * 30, 0),
        ("9" * 5000, 0),
        (2**63, 0),
        ([], 0),
        (object(), 0),
        (True, 1),
    ],
)
def test_an_integer_column_reads_as_a_number_of_64_bits(stored: object, number: int) -> None:
    assert read_number(stored) == number


@ON_EACH_ENGINE
async def test_a_row_of_nulls_reads_as_empty_texts_and_zeros(newapi_database: Database, place: Place) -> None:
    outside(place, insert(id=1001))
    task = await newest(newapi_database)

    assert task.id == 1001
    others = [getattr(task, name) for name in Task.__slots__ if name not in {"id", "unit"}]
    assert len(others) == 21
    assert set(others) == {"", 0}


async def test_a_row_of_nonsense_is_read_all_the_same(newapi_database: Database, newapi_file: Path) -> None:
    outside(
        newapi_file,
        "INSERT INTO midjourneys (id, code, user_id, submit_time, start_time, finish_time, quota,"
        " prompt, buttons, status, progress, image_url)"
        " VALUES (1001, 'abc', 'mallory', 'yesterday', x'ff', 1e300, '',"
        " x'e78cab', x'5b5d', CAST(x'ff' AS TEXT), 50, 1.5)",
    )
    task = await newest(newapi_database)

    assert (task.code, task.user_id, task.submit_time, task.start_time, task.finish_time) == (0, 0, 0, 0, 0)
    assert (task.quota, task.prompt, task.buttons, task.status) == (0, "猫", "[]", "�")
    assert (task.progress, task.image_url) == ("50", "1.5")


@ON_EACH_ENGINE
async def test_every_row_of_a_real_database_reads_as_it_is_stored(
    newapi_database: Database, place: Place
) -> None:
    names = [name for name in Task.__slots__ if name != "unit"]
    stored = outside(place, f"SELECT {', '.join(names)} FROM midjourneys ORDER BY id DESC LIMIT 100")
    page = await TaskResolvers(TaskRepository(newapi_database)).all_tasks(ADMIN, 1, 100, TaskFilters())
    tasks = await page.items()

    assert len(tasks) == 100
    for task, row in zip(tasks, stored, strict=True):
        read = [getattr(task, name) for name in names]
        assert read == [value if value is not None else type(read[i])() for i, value in enumerate(row)]


@ON_EACH_ENGINE
async def test_the_unit_is_that_of_most_of_the_newest_tasks(newapi_database: Database, place: Place) -> None:
    assert await TaskRepository(newapi_database).unit() is TimeUnit.MILLISECONDS

    outside(
        place,
        "UPDATE midjourneys SET submit_time = submit_time / 1000 WHERE submit_time > 100000000000",
        "UPDATE midjourneys SET submit_time = submit_time * 1000 WHERE id % 5 = 0",
    )
    assert await TaskRepository(newapi_database).unit() is TimeUnit.SECONDS
    assert (await newest(newapi_database)).unit is TimeUnit.SECONDS


@ON_EACH_ENGINE
async def test_a_filter_in_either_unit_selects_the_same_from_a_database_in_either_unit(
    newapi_database: Database, place: Place
) -> None:
    outside(place, "DELETE FROM midjourneys WHERE submit_time < 100000000000 OR submit_time > 1e13")
    [(middle,)] = outside(
        place, "SELECT submit_time FROM midjourneys ORDER BY submit_time LIMIT 1 OFFSET 150"
    )
    totals = set()
    for divide in (False, True):
        if divide:
            outside(place, "UPDATE midjourneys SET submit_time = submit_time / 1000")
        resolvers = TaskResolvers(TaskRepository(newapi_database))
        for start in (middle // 1000, middle // 1000 * 1000):
            page = await resolvers.all_tasks(ADMIN, 1, 1, TaskFilters(start_timestamp=start))
            totals.add(await page.total())

    assert len(totals) == 1
    assert totals.pop() > 50


@ON_EACH_SITE
async def test_an_empty_database_is_in_milliseconds_until_its_first_rows_say_otherwise(
    newapi_database: Database, place: Place
) -> None:
    outside(place, "DELETE FROM midjourneys")
    repository = TaskRepository(newapi_database)

    assert await repository.unit() is TimeUnit.MILLISECONDS
    outside(place, insert(id=1, submit_time=0))
    assert await repository.unit() is TimeUnit.MILLISECONDS
    outside(place, insert(id=2, submit_time=1_700_000_000))
    assert await repository.unit() is TimeUnit.SECONDS
    outside(place, *(insert(id=number, submit_time=1_700_000_000_000) for number in range(3, 9)))
    assert await repository.unit() is TimeUnit.SECONDS
