"""What can be asked of tasks. Every door calls these, so that all give the same answers and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from gql.errors import Forbidden, OutOfRange
from gql.identity.model import Viewer
from gql.tasks.filters import TaskFilters, check_text
from gql.tasks.model import Task
from gql.tasks.repository import TaskRepository, owned_by, visible_to
from gql.tasks.times import TimeUnit

PAGE_MAX = 2**31 - 1
PAGE_SIZE_MAX = 100


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a listing, by number; its tasks and its total are read when they are asked for."""

    page: int
    page_size: int
    _repository: TaskRepository
    _scope: ColumnElement[bool]
    _filters: TaskFilters

    async def items(self) -> Sequence[Task]:
        """Read the tasks of the page, newest first."""
        offset = (self.page - 1) * self.page_size
        return await self._repository.page(self._scope, self._filters, offset, self.page_size)

    async def total(self) -> int:
        """Count the tasks on all pages."""
        return await self._repository.count(self._scope, self._filters)


class TaskResolvers:
    """The resolvers over one repository of tasks."""

    def __init__(self, repository: TaskRepository) -> None:
        self._repository = repository

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
        require_admin(viewer)
        return self._page(visible_to(viewer), page, page_size, filters)

    async def task(self, viewer: Viewer, mj_id: str) -> Task | None:
        """Find the newest task with an upstream id among those that the viewer may see.

        Raises:
            BadUserInput: an id that no task can have.
        """
        check_text("mj_id", mj_id)
        return await self._repository.newest(visible_to(viewer), mj_id)

    async def unit(self) -> TimeUnit:
        """Tell the unit of the stored times."""
        return await self._repository.unit()

    def _page(self, scope: ColumnElement[bool], page: int, page_size: int, filters: TaskFilters) -> TaskPage:
        check_range("page", page, PAGE_MAX)
        check_range("page_size", page_size, PAGE_SIZE_MAX)
        return TaskPage(page, page_size, self._repository, scope, filters.checked())


def require_admin(viewer: Viewer) -> None:
    """Let admins pass.

    Raises:
        Forbidden: the viewer is no admin.
    """
    if not viewer.is_admin:
        raise Forbidden


def check_range(name: str, number: int, highest: int) -> None:
    """Let numbers from 1 to `highest` pass.

    Raises:
        OutOfRange: naming the parameter.
    """
    if not 1 <= number <= highest:
        raise OutOfRange(name, low=1, high=highest)
