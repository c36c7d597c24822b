"""A hub whose updates a test makes up: in memory, in order, for whoever follows."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from gql.identity.vigil import Session
from gql.live.errors import Resync
from gql.live.hub import Delivered, Hub
from gql.live.wanted import Wanted
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from tests.tasks.rows import make_task


def update(
    mj_id: str = "1700000000000000",
    percent: int = 0,
    kind: TaskUpdateKind = TaskUpdateKind.PROGRESSED,
    user_id: int = 3,
    status: str = "IN_PROGRESS",
) -> TaskUpdate:
    """Make an update of a task of alice's."""
    task = make_task(id=1, mj_id=mj_id, user_id=user_id, status=status, progress=f"{percent}%")
    return TaskUpdate(task, "SUBMITTED", kind)


class Feed(Hub):
    """Tells everything that it was told to each follower whose right it is; cursors are plain numbers."""

    def __init__(self) -> None:
        self._updates: list[TaskUpdate] = []
        self._followers: set[asyncio.Queue[int | None]] = set()
        self._closed = False
        self._changed = asyncio.Event()

    @property
    def closed(self) -> bool:
        return self._closed

    def tell(self, *updates: TaskUpdate) -> None:
        """Tell of updates."""
        for one in updates:
            self._updates.append(one)
            for queue in self._followers:
                queue.put_nowait(len(self._updates))

    def close(self) -> None:
        self._closed = True
        for queue in self._followers:
            queue.put_nowait(None)

    def unread(self) -> list[int]:
        """Say how many updates each follower has still to take."""
        return sorted(queue.qsize() for queue in self._followers)

    async def followed_by(self, count: int) -> None:
        """Wait until there are so many followers."""
        await self._until(lambda: len(self._followers) == count)

    def follow(
        self, session: Session, wanted: Wanted, after: str | None = None
    ) -> AsyncGenerator[Delivered, None]:
        wanted.scope(session.viewer)
        return self._follow(session, wanted, after)

    async def _follow(
        self, session: Session, wanted: Wanted, after: str | None
    ) -> AsyncGenerator[Delivered, None]:
        if after == "0":
            raise Resync
        queue: asyncio.Queue[int | None] = asyncio.Queue()
        told = len(self._updates)
        for missed in range(int(after) if after else told, told):
            queue.put_nowait(missed + 1)
        listener = self._ender(queue)
        session.listeners.add(listener)
        self._followers.add(queue)
        self._changed.set()
        try:
            while (number := await queue.get()) is not None:
                happened = self._updates[number - 1]
                if wanted.scope(session.viewer).has(happened.task):
                    yield Delivered(happened, str(number))
                if wanted.mj_id and happened.kind is TaskUpdateKind.FINISHED:
                    return
            if session.error:
                raise session.error
        finally:
            session.listeners.discard(listener)
            self._followers.discard(queue)
            self._changed.set()

    @staticmethod
    def _ender(queue: "asyncio.Queue[int | None]") -> Callable[[], object]:
        return lambda: queue.put_nowait(None)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                self._changed.clear()
                await self._changed.wait()
