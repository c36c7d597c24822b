"""How a subscription begins: with the state as it is, or with the updates that follow a cursor."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from gql.errors import NotFound
from gql.live.errors import Resync
from gql.live.log import Entry, UpdateLog, as_it_is
from gql.live.repository import LiveTasks
from gql.live.subscriber import Subscriber
from gql.tasks.journal import TaskUpdate
from gql.tasks.model import Task
from gql.tasks.progress import is_finished

READ_AT_ONCE: Final = 500

Told = tuple[int | None, TaskUpdate]


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
            wanted, _ = await self._one(subscriber)
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
            one, head = await self._one(subscriber)
            subscriber.tell(one, head)
            yield one
            return
        async for tasks, head in self._pages(subscriber):
            for task in tasks:
                subscriber.tell(task, head)
                if subscriber.may_see(task):
                    yield task

    async def _pages(self, subscriber: Subscriber) -> AsyncIterator[tuple[list[Task], int]]:
        """Read the unfinished tasks, and with each page up to which update the tasks on it have them all."""
        after_id, filter_ = 0, subscriber.wanted.filter
        while True:
            head = self._log.head_column()
            page = await self._tasks.unfinished(subscriber.scope, filter_, head, after_id, READ_AT_ONCE)
            yield page
            if len(page[0]) < READ_AT_ONCE:
                return
            after_id = page[0][-1].id

    async def _one(self, subscriber: Subscriber) -> tuple[Task, int]:
        """Read the one task that is wanted, and up to which update it has them all."""
        mj_id = subscriber.wanted.mj_id or ""
        tasks, head = await self._tasks.newest(subscriber.scope, mj_id, self._log.head_column())
        if not tasks:
            raise NotFound
        subscriber.task_id = tasks[0].id
        return tasks[0], head
