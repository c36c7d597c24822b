"""A first page of a server tells what is new, so that its total costs no statement of its own."""

import asyncio

import pytest

from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database
from gql.tasks.filters import TaskFilters
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from tests.servers.sites import KINDS, SERVERS, Place
from tests.statements import counted
from tests.storage.statements import fetch, outside

ADMIN = Viewer(User(1, "root", Role.ROOT), Role.ROOT)
COLUMNS = frozenset({"id", "mj_id"})
SIZE = 20
# Far enough above for the others to be settled.
FAR = "INSERT INTO midjourneys (id, user_id) VALUES (5000, 3)"
MANY = "INSERT INTO midjourneys (id, user_id) SELECT 5000 + id, 3 FROM midjourneys WHERE id <= {}"


async def told(tasks: TaskResolvers) -> tuple[int, list[int]]:
    """Ask for the first page and its total side by side."""
    page = await tasks.all_tasks(ADMIN, 1, SIZE, TaskFilters())
    items, total = await asyncio.gather(page.items(COLUMNS), page.total())
    return total, [task.id for task in items]


async def really(database: Database) -> tuple[int, list[int]]:
    """Count, and read the newest."""
    ((total,),) = await fetch(database, "SELECT count(*) FROM midjourneys")
    newest = await fetch(database, f"SELECT id FROM midjourneys ORDER BY id DESC LIMIT {SIZE}")
    return total, [id_ for (id_,) in newest]


@pytest.mark.parametrize("site", [f"{server}-{kind}" for server in SERVERS for kind in KINDS], indirect=True)
async def test_a_first_page_and_its_total_are_one_statement(listed: Database, place: Place) -> None:
    outside(place, FAR)
    tasks = TaskResolvers(TaskRepository(listed))
    assert await told(tasks) == await really(listed)
    outside(place, MANY.format(2))
    expected = await really(listed)
    with counted() as statements:
        assert await told(tasks) == expected
    assert len(statements) == 1


@pytest.mark.parametrize("added", [1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE])
async def test_what_was_added_is_in_the_total_whether_it_fits_the_page_or_not(
    listed: Database, place: Place, added: int
) -> None:
    outside(place, FAR)
    tasks = TaskResolvers(TaskRepository(listed))
    await told(tasks)
    outside(place, MANY.format(added))
    assert await told(tasks) == await really(listed)
    assert await told(tasks) == await really(listed)


@pytest.mark.parametrize("site", ["sqlite-standalone", "postgresql-standalone"], indirect=True)
async def test_what_was_deleted_leaves_the_total_at_once_where_that_is_proved(
    listed: Database, place: Place
) -> None:
    outside(place, FAR)
    tasks = TaskResolvers(TaskRepository(listed))
    for deleted in ("id = 7", "id = 5000", "id > 10", "id > 0"):
        await told(tasks)
        outside(place, f"DELETE FROM midjourneys WHERE {deleted}")
        assert await told(tasks) == await really(listed)


async def test_a_total_that_is_asked_for_alone_or_first_is_the_same(listed: Database, place: Place) -> None:
    tasks = TaskResolvers(TaskRepository(listed))
    page = await tasks.all_tasks(ADMIN, 1, SIZE, TaskFilters())
    total, _ = await asyncio.gather(page.total(), page.items(COLUMNS))
    assert (total, await page.total()) == ((await really(listed))[0],) * 2
