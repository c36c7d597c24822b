"""The listings that are measured, and what one of them takes."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from benchmarks.growth.filling import BEGIN, TASKS_OF_A_USER, users_of
from gql.identity.model import Role, User, Viewer
from gql.storage.database import Database
from gql.tasks.errors import PageNotReady
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskPage, TaskResolvers

PAGE_SIZE = 20
RUNS = 60

Listing = Callable[[], Awaitable[TaskPage]]
Costs = dict[str, tuple[float, float]]


class Listings:
    """The listings of one filled database, each a page with its total."""

    def __init__(self, database: Database, tasks: int) -> None:
        self.resolvers = TaskResolvers(TaskRepository(database))
        self._database = database
        self._tasks = tasks
        self._user = _viewer(min(17, users_of(tasks)), Role.USER)
        self._admin = _viewer(1, Role.ADMIN)

    def all(self) -> dict[str, Listing]:
        """Give them by their names."""
        middle = BEGIN + self._tasks // 2 * 1000
        last_own = TASKS_OF_A_USER // PAGE_SIZE
        one = TaskFilters(mj_id=str(middle))
        hour = TaskFilters(start_timestamp=middle, end_timestamp=middle + 3_600_000)
        own_hours = TaskFilters(start_timestamp=BEGIN, end_timestamp=BEGIN + self._tasks // 3 * 1000)
        return {
            "own, page 1": lambda: self._own(1),
            "own, page 200": lambda: self._own(200),
            "own, last page": lambda: self._own(last_own),
            "own, a third of the time": lambda: self._own(1, own_hours),
            "by mj_id": lambda: self._every(1, one),
            "admin, page 1": lambda: self._every(1),
            "admin, page 200": lambda: self._every(200),
            "admin, the middle page": lambda: self._every(self._tasks // PAGE_SIZE // 2),
            "admin, last page": lambda: self._every(self._tasks // PAGE_SIZE),
            "admin, one hour": lambda: self._every(1, hour),
        }

    async def close(self) -> None:
        """Close the database."""
        await self.resolvers.close()
        await self._database.close()

    async def _own(self, page: int, filters: TaskFilters = TaskFilters()) -> TaskPage:  # noqa: B008 - frozen
        return await self.resolvers.my_tasks(self._user, page, PAGE_SIZE, filters)

    async def _every(self, page: int, filters: TaskFilters = TaskFilters()) -> TaskPage:  # noqa: B008 - frozen
        return await self.resolvers.all_tasks(self._admin, page, PAGE_SIZE, filters)


def _viewer(number: int, role: Role) -> Viewer:
    return Viewer(User(number, f"user-{number}", role), role)


async def milliseconds(sizes: dict[int, dict[str, Listing]]) -> dict[int, Costs]:
    """Measure each listing, the sizes in turns, as the machine has moods.

    Returns:
        For each size and listing the first time and, of the later ones, the one that a quarter is below.
    """
    taken: dict[int, dict[str, list[float]]] = {size: {} for size in sizes}
    for name in next(iter(sizes.values())):
        for _ in range(RUNS):
            for size, listings in sizes.items():
                taken[size].setdefault(name, []).append(await _once(listings[name]))
    return {
        size: {name: (times[0], sorted(times[1:])[RUNS // 4]) for name, times in named.items()}
        for size, named in taken.items()
    }


async def _once(listing: Listing) -> float:
    begin = time.perf_counter()
    page = await listing()
    tasks, total = await _items(page), await page.total()
    milliseconds_taken = (time.perf_counter() - begin) * 1000
    assert tasks  # noqa: S101 - a measurement of nothing is none
    assert total  # noqa: S101
    return milliseconds_taken


async def _items(page: TaskPage) -> Sequence[Task]:
    """Read a page; whoever is told to come again does."""
    while True:
        with suppress(PageNotReady):
            return await page.items()
