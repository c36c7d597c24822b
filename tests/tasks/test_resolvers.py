from collections.abc import Callable
from typing import Any

import pytest

from gql.errors import Forbidden, OutOfRange
from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database
from gql.tasks.filters import TaskFilters
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.rows import insert

ALICE = Viewer(User(3, "alice", Role.USER), Role.USER)
BOB = Viewer(User(4, "bob", Role.USER), Role.USER)
ADMIN = Viewer(User(2, "admin", Role.ADMIN), Role.ADMIN)
ROOT = Viewer(User(1, "root", Role.ROOT), Role.ROOT)
NONE = TaskFilters()

pytestmark = ON_EACH_ENGINE


@pytest.fixture
def resolvers(newapi_database: Database) -> TaskResolvers:
    return TaskResolvers(TaskRepository(newapi_database))


@pytest.fixture
def add(place: Place) -> Callable[..., None]:
    def add(**values: Any) -> None:
        outside(place, insert(**values))

    return add


@pytest.mark.parametrize(("viewer", "total"), [(ALICE, 149), (BOB, 61), (ADMIN, 12), (ROOT, 8)])
async def test_my_tasks_are_my_own_also_for_admins(
    resolvers: TaskResolvers, viewer: Viewer, total: int
) -> None:
    page = await resolvers.my_tasks(viewer, 1, 100, NONE)

    assert await page.total() == total
    assert {task.user_id for task in await page.items()} == {viewer.id}


@pytest.mark.parametrize("viewer", [ADMIN, ROOT])
async def test_all_tasks_are_everybodys(resolvers: TaskResolvers, viewer: Viewer) -> None:
    page = await resolvers.all_tasks(viewer, 3, 100, NONE)

    assert await page.total() == 300
    assert [task.id for task in await page.items()] == list(range(100, 0, -1))


async def test_all_tasks_are_for_admins_whatever_else_is_asked(resolvers: TaskResolvers) -> None:
    for filters in (NONE, TaskFilters(nothing=True), TaskFilters(channel_id=-1)):
        with pytest.raises(Forbidden):
            await resolvers.all_tasks(ALICE, 0, 0, filters)


@pytest.mark.parametrize(
    ("page", "page_size", "name"),
    [
        (0, 20, "page"),
        (-1, 20, "page"),
        (2**31, 20, "page"),
        (1, 0, "page_size"),
        (1, -5, "page_size"),
        (1, 101, "page_size"),
    ],
)
async def test_a_page_outside_its_limits_is_refused_by_name(
    resolvers: TaskResolvers, page: int, page_size: int, name: str
) -> None:
    for ask, viewer in ((resolvers.my_tasks, ALICE), (resolvers.all_tasks, ADMIN)):
        with pytest.raises(OutOfRange, match=f"^{name} must be from 1 to "):
            await ask(viewer, page, page_size, NONE)


async def test_pages_are_cut_without_gap_or_overlap(resolvers: TaskResolvers) -> None:
    pages = [await resolvers.my_tasks(ALICE, number, 20, NONE) for number in range(1, 10)]
    ids = [task.id for page in pages for task in await page.items()]

    assert len(ids) == 149
    assert ids == sorted(set(ids), reverse=True)
    assert await pages[8].items() == []


@pytest.mark.parametrize("page_size", [1, 100])
async def test_the_last_page_there_can_be_is_empty(resolvers: TaskResolvers, page_size: int) -> None:
    page = await resolvers.all_tasks(ADMIN, 2**31 - 1, page_size, NONE)

    assert await page.items() == []
    assert await page.total() == 300


async def test_a_task_of_another_user_is_as_one_that_does_not_exist(
    resolvers: TaskResolvers, place: Place
) -> None:
    foreign = [
        mj_id
        for (mj_id,) in outside(
            place,
            "SELECT mj_id FROM midjourneys GROUP BY mj_id"
            " HAVING mj_id <> '' AND max(CASE user_id WHEN 3 THEN 1 ELSE 0 END) = 0",
        )
    ]
    assert len(foreign) > 100

    for mj_id in foreign:
        assert await resolvers.task(ALICE, mj_id) is None
        assert await resolvers.task(ADMIN, mj_id) is not None
    assert await resolvers.task(ALICE, "no such id") is None


async def test_the_newest_of_several_tasks_with_one_id_is_given_to_each_viewer_of_their_own(
    resolvers: TaskResolvers, add: Callable[..., None]
) -> None:
    for number, user in enumerate([3, 4, 3, 4, 99], start=1001):
        add(id=number, user_id=user, mj_id="twin")

    found = {viewer.id: await resolvers.task(viewer, "twin") for viewer in (ALICE, BOB, ADMIN, ROOT)}

    assert {user: task.id for user, task in found.items() if task} == {3: 1003, 4: 1004, 2: 1005, 1: 1005}
    assert await resolvers.task(ALICE, "TWIN") is None


@pytest.mark.parametrize("stored", ["", None])
async def test_the_empty_id_finds_the_newest_task_that_has_none(
    resolvers: TaskResolvers, add: Callable[..., None], stored: str | None
) -> None:
    add(id=1001, user_id=3, mj_id=stored)
    add(id=1002, user_id=4, mj_id=stored)

    mine, newest = await resolvers.task(ALICE, ""), await resolvers.task(ADMIN, "")

    assert (mine and mine.id, newest and newest.id) == (1001, 1002)


async def test_a_task_without_an_owner_is_for_admins_alone(
    resolvers: TaskResolvers, add: Callable[..., None]
) -> None:
    add(id=1001, user_id=None, mj_id="orphan")
    guest = Viewer(User(0, "", Role.USER), Role.USER)

    assert await resolvers.task(guest, "orphan") is None
    assert await resolvers.task(ADMIN, "orphan") is not None
    assert await (await resolvers.my_tasks(guest, 1, 20, NONE)).total() == 0
