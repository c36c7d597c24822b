"""What can be asked of tasks. Every door calls these, so that all give the same answers and refusals."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from gql.checks import check_number, check_text
from gql.identity.model import Viewer
from gql.keyset.window import Slice, Window
from gql.tasks.connection import TaskConnection, slices, totals
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task
from gql.tasks.pages import Pages
from gql.tasks.recent import Recent
from gql.tasks.records import Columns
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Scope, everybodys, owned_by, visible_to
from gql.tasks.search import TaskFilter, permitted
from gql.tasks.totals import Seen, Totals

PAGE_MAX = 2**31 - 1
PAGE_SIZE_MAX = 100


@dataclass(slots=True)
class TaskPage:
    """One page of a listing, by number; its tasks and its total are read when they are asked for."""

    page: int
    page_size: int
    _pages: Pages
    _totals: Totals
    _recent: Recent
    _scope: Scope
    _filters: TaskFilters
    _seen: asyncio.Future[Seen | None] | None = None

    async def items(self, columns: Columns | None = None) -> Sequence[Task]:
        """Read the tasks of the page, newest first; of some columns only, `Record`s of them."""
        offset = (self.page - 1) * self.page_size
        read = partial(self._pages.read, self._scope, self._filters, offset, self.page_size, columns=columns)
        alone = columns is None or self._filters.timed or self._filters.mj_id
        if offset or alone or not self._totals.by_pages:
            return await self._recent.read([self._scope], read)
        seen = self._seen = asyncio.get_running_loop().create_future()
        try:
            page = await self._recent.read([self._scope], partial(read, removals=True))
            seen.set_result(self._totals.seen(page, self.page_size))
        finally:
            if not seen.done():
                seen.set_result(None)
        return page

    async def total(self) -> int:
        """Count the tasks on all pages; a first page that is being read tells what is new."""
        seen = await asyncio.shield(self._seen) if self._seen else None
        count = partial(self._totals.of, self._scope, self._filters, seen)
        return await self._recent.read([self._scope], count)


class TaskResolvers:
    """The resolvers over one repository of tasks."""

    def __init__(
        self, repository: TaskRepository, totals: Totals | None = None, recent: Recent | None = None
    ) -> None:
        self._repository = repository
        self._recent = recent or Recent()
        self._totals = totals or Totals(repository)
        self._pages = Pages(repository, self._totals)

    async def close(self) -> None:
        """End what goes on in the background."""
        await self._pages.close()
        await self._totals.close()

    async def my_tasks(self, viewer: Viewer, page: int, page_size: int, filters: TaskFilters) -> TaskPage:
        """List the viewer's own tasks.

        Raises:
            BadUserInput: a page or a filter outside its limits.
        """
        return self._page(owned_by(viewer), page, page_size, filters)

    async def all_tasks(self, viewer: Viewer, page: int, page_size: int, filters: TaskFilters) -> TaskPage:
        """List everybody's tasks, for admins.

        Raises:
            Forbidden: the viewer is no admin.
            BadUserInput: a page or a filter outside its limits.
        """
        return self._page(everybodys(viewer), page, page_size, filters)

    async def task(self, viewer: Viewer, mj_id: str) -> Task | None:
        """Find the newest task with an upstream id among those that the viewer may see.

        Raises:
            BadUserInput: an id that no task can have.
        """
        check_text("mj_id", mj_id)
        return await self._repository.newest(visible_to(viewer), mj_id)

    async def by_ids(self, viewer: Viewer, ids: Sequence[int]) -> Mapping[int, Task]:
        """Give the tasks among these that the viewer may see."""
        return await self._repository.by_ids(visible_to(viewer), ids)

    def connection(self, viewer: Viewer, scope: Scope, filter_: TaskFilter, window: Window) -> TaskConnection:
        """Say which connection is meant; `slices` and `totals` read it.

        Raises:
            Forbidden: a filter that is for admins.
            BadUserInput: a filter outside its limits.
        """
        return TaskConnection(scope, permitted(viewer, filter_), window)

    async def slices(self, connections: Sequence[TaskConnection]) -> list[Slice[Task]]:
        """Read connections, in as few statements as their arguments allow."""
        read = partial(slices, self._repository, connections)
        return await self._recent.read([connection.scope for connection in connections], read)

    async def totals(self, connections: Sequence[TaskConnection]) -> list[int]:
        """Count connections, in as few statements as their arguments allow."""
        read = partial(totals, self._repository, self._totals, connections)
        return await self._recent.read([connection.scope for connection in connections], read)

    def _page(self, scope: Scope, page: int, page_size: int, filters: TaskFilters) -> TaskPage:
        check_number("page", page, 1, PAGE_MAX)
        check_number("page_size", page_size, 1, PAGE_SIZE_MAX)
        return TaskPage(page, page_size, self._pages, self._totals, self._recent, scope, filters.checked())
