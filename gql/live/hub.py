"""The hub: reads the log in its order, and hands each update to those whom it concerns."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final

from gql.errors import Unavailable
from gql.identity.vigil import Session
from gql.live.audience import Audience
from gql.live.beginning import Beginning, Told
from gql.live.cursor import decode, encode
from gql.live.errors import Resync
from gql.live.log import Entry, UpdateLog
from gql.live.repository import LiveTasks
from gql.live.subscriber import Subscriber
from gql.live.wanted import Wanted
from gql.live.watcher import Watcher
from gql.live.wire.wire import Notice, Silence, Wire
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from gql.waiting import happens

READ_AT_ONCE: Final = 500
LOOK_SECONDS: Final = 1.0
# How long an update of another process, of which nobody tells us, may wait in the log.
READ_SECONDS: Final = 0.1
# The same where a wire tells us, but for what it may lose.
WIRED_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """An update, and the cursor after which a client goes on; None inside of the state at the beginning."""

    update: TaskUpdate
    cursor: str | None


class Hub:
    """One of each process. It works while `run()` runs, and only as much as somebody watches."""

    def __init__(
        self, updates: UpdateLog, tasks: LiveTasks, watcher: Watcher, wire: Wire | None = None
    ) -> None:
        self._log = updates
        self._watcher = watcher
        self._beginning = Beginning(updates, tasks)
        self._audience = Audience()
        self._position: int | None = None
        self._joining = asyncio.Lock()
        self._wire = wire or Silence()
        self._heard: set[int] = set()
        self._stirred = asyncio.Event()
        self._news = asyncio.Event()
        self._occupied = asyncio.Event()
        self._closing = asyncio.Event()
        updates.listeners.append(self._news.set)
        self._wire.listeners.append(self._hear)

    @property
    def closed(self) -> bool:
        """Whether the gateway shuts down: streams end by themselves, and clients should come again."""
        return self._closing.is_set()

    def follow(
        self, session: Session, wanted: Wanted, after: str | None = None
    ) -> AsyncGenerator[Delivered, None]:
        """Tell of what is wanted: first the state as it is, or what came after a cursor, then each change.

        Checks its arguments at once, before anything is read; end it with `aclose()`.
        It ends by itself when the one task that is wanted has ended, and when the hub is closed (`closed`).

        Raises:
            Forbidden, BadUserInput: at the call, see `Wanted.scope`; `Forbidden` also when the role falls.
            CursorInvalid: at the call; `after` is no cursor of updates.
            NotFound: there is no such task among those that the viewer may see.
            Resync: the cursor is too old or of another log, or the reader is much too slow.
            Unavailable: the database can't be read.
            GatewayError: the session's `error`, where it has ended.
        """
        return self._stream(Subscriber(session, wanted), decode("after", after) if after else None)

    async def run(self) -> None:
        """Hand updates on, and look for those of others, until `close`, or to a failure that closes too."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hand_on())
                group.create_task(self._look())
        finally:
            self.close()

    def close(self) -> None:
        """End every stream, each by itself at its next step."""
        self._closing.set()
        self._occupied.set()
        self._news.set()
        self._stirred.set()
        for subscriber in self._audience:
            subscriber.close()

    async def tick(self) -> None:
        """Hand on what is new in the log."""
        while (position := self._position) is not None:
            try:
                entries = await self._log.after(position, READ_AT_ONCE)
            except Resync as error:
                self._position = None
                for subscriber in self._audience:
                    subscriber.end(error)
                return
            # Meanwhile the last subscriber may have gone, and another one come.
            if not entries or self._position != position:
                return
            self._position = self._distribute(entries)
            await asyncio.sleep(0)

    async def _hand_on(self) -> None:
        while not self.closed:
            seconds = WIRED_SECONDS if self._wire.live else READ_SECONDS
            await happens(self._news, seconds if self._audience else None)
            self._news.clear()
            with suppress(Unavailable):
                await self.tick()

    async def _look(self) -> None:
        while not self.closed:
            await self._occupied.wait()
            heard, self._heard = self._heard, set()
            self._stirred.clear()
            with suppress(Unavailable):
                await (self._watcher.look_at(heard) if heard else self._watcher.tick())
            await happens(self._stirred, LOOK_SECONDS)

    def _hear(self, notices: Sequence[Notice]) -> None:
        """Read at once what others have changed: it is in the log, or in the tasks alone."""
        self._news.set()
        if not self._log.shared and self._audience:
            self._heard |= {notice.task_id for notice in notices}
            self._stirred.set()

    def _distribute(self, entries: Sequence[Entry]) -> int:
        for entry in entries:
            if entry.update:
                self._watcher.note(entry.offset, entry.update.task)
                for subscriber in self._audience.concerned(entry.update.task):
                    subscriber.offer(entry, entry.update.task)
        return entries[-1].offset

    async def _stream(
        self, subscriber: Subscriber, after: tuple[str, int] | None
    ) -> AsyncGenerator[Delivered, None]:
        epoch = await self._log.epoch()
        if after and after[0] != epoch:
            raise Resync
        await self._join(subscriber)
        try:
            subscriber.check()
            async with aclosing(self._told(subscriber, after[1] if after else None)) as told:
                async for offset, update in told:
                    subscriber.check()
                    if self.closed:
                        return
                    known = offset is not None and offset >= subscriber.ceiling
                    yield Delivered(update, encode(epoch, offset or 0) if known else None)
                    if subscriber.task_id is not None and update.kind is TaskUpdateKind.FINISHED:
                        return
                    del update
        finally:
            self._leave(subscriber)

    async def _told(self, subscriber: Subscriber, after: int | None) -> AsyncGenerator[Told, None]:
        begin = self._beginning
        beginning = begin.state(subscriber) if after is None else begin.replay(subscriber, after)
        async with aclosing(beginning):
            async for told in beginning:
                yield told
                del told  # of thousands who wait for hours, none keeps what it was told
        while entry := await subscriber.take():
            if entry.update and subscriber.is_news(entry.offset, entry.update.task):
                yield entry.offset, entry.update
            del entry

    async def _join(self, subscriber: Subscriber) -> None:
        """Register before anything is read, so that nothing gets lost between state and changes."""
        async with self._joining:
            if self._position is None:
                await self._watcher.tick()
                self._position = await self._log.head()
            self._audience.add(subscriber)
        subscriber.session.watchers.add(subscriber.wake)
        self._occupied.set()
        self._news.set()
        if self.closed:
            subscriber.close()

    def _leave(self, subscriber: Subscriber) -> None:
        subscriber.session.watchers.discard(subscriber.wake)
        self._audience.remove(subscriber)
        if not self._audience:
            self._position = None
            if not self.closed:
                self._occupied.clear()
