"""How a subscription begins: with the state as it is, or with the updates that follow a cursor."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from gql.errors import NotFound
from gql.live.errors import Resync
from gql.live.log import Entry, UpdateLog, as_it_is
from gql.live.repository import LiveTasks
from gql.live.subscriber import Subscriber
from gql.tasks.journal import TaskUpdate
from gql.tasks.model import Task
from gql.tasks.progress import is_finished

READ_AT_ONCE: Final = 500
# How often a page is read on which a task seems to change all the time.
READS: Final = 4

Told = tuple[int | None, TaskUpdate]


class Page(NamedTuple):
    """Tasks as they were read.

    Attributes:
        tasks: of which each has all updates in it up to `head`.
        head: an offset.
        reached: up to which offset each one has its own.
    """

    tasks: Sequence[Task]
    head: int
    reached: Sequence[int]


class Beginning:
    """Tells subscribers that are registered with the hub already; each sets the subscriber's floor."""

    def __init__(self, updates: UpdateLog, tasks: LiveTasks) -> None:
        self._log = updates
        self._tasks = tasks

    async def state(self, subscriber: Subscriber) -> AsyncGenerator[Told, None]:
        """Yield the state as it is, the oldest task first: offsets are None but for the last, the head.

        What other programs change it may tell before the log does: who leaves in between with that offset
        hears of such a change once more.

        Raises:
            NotFound: there is no such task among those that the viewer may see.
        """
        held: Task | None = None
        async for task in self._tasks_told(subscriber):
            if held:
                yield None, as_it_is(held)
            held = task
        if held:
            yield subscriber.floor, as_it_is(held)

    async def replay(self, subscriber: Subscriber, offset: int) -> AsyncGenerator[Told, None]:
        """Yield the updates that follow an offset, up to the head.

        Raises:
            Resync: some of them are not kept any more, or the offset is none of this log.
            NotFound: there is no such task among those that the viewer may see.
        """
        subscriber.floor = await self._log.head()
        if offset > subscriber.floor:
            raise Resync
        wanted = None
        if subscriber.wanted.mj_id is not None:
            wanted = (await self._one(subscriber)).tasks[0]
        async for entry in self._between(offset, subscriber.floor):
            update = entry.update
            if update and subscriber.wants(update.task) and subscriber.may_see(update.task):
                yield entry.offset, update
        # A task that had ended before is told as it is, as no update of it would ever come.
        if wanted and is_finished(wanted):
            yield subscriber.floor, as_it_is(wanted)

    async def _between(self, offset: int, head: int) -> AsyncIterator[Entry]:
        while entries := await self._log.after(offset, READ_AT_ONCE):
            for entry in entries:
                if entry.offset > head:
                    return
                yield entry
            offset = entries[-1].offset

    async def _tasks_told(self, subscriber: Subscriber) -> AsyncIterator[Task]:
        subscriber.floor = await self._log.head()
        if subscriber.wanted.mj_id is not None:
            told = await self._one(subscriber)
            subscriber.floor = told.head
            (task,) = told.tasks
            subscriber.tell(task, *told.reached)
            yield task
            return
        async for page in self._pages(subscriber):
            for task, offset in zip(page.tasks, page.reached, strict=True):
                subscriber.tell(task, offset)
                if subscriber.may_see(task):
                    yield task

    async def _pages(self, subscriber: Subscriber) -> AsyncIterator[Page]:
        """Read the unfinished tasks; the floor is set by the first page."""
        after_id = 0
        while True:
            read = partial(
                self._tasks.unfinished,
                subscriber.scope,
                subscriber.wanted.filter,
                after_id=after_id,
                limit=READ_AT_ONCE,
            )
            page = await self._page(read)
            if page.tasks and not after_id:
                subscriber.floor = page.head
            yield page
            if len(page.tasks) < READ_AT_ONCE:
                return
            after_id = page.tasks[-1].id

    async def _one(self, subscriber: Subscriber) -> Page:
        """Read the one task that is wanted."""
        read = partial(self._tasks.newest, subscriber.scope, subscriber.wanted.mj_id or "")
        page = await self._page(read)
        if not page.tasks:
            raise NotFound
        subscriber.task_id = page.tasks[0].id
        return page

    async def _page(self, read: Callable[..., Awaitable[tuple[list[Task], int]]]) -> Page:
        """Read tasks, again where it can't be told which updates one of them has in it."""
        left = READS
        while True:
            tasks, head = await read(head=self._log.head_column())
            reached, left = self._log.reached(tasks, head), left - 1
            if reached is not None or not left:
                return Page(tasks, head, [head] * len(tasks) if reached is None else reached)
