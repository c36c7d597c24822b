"""The wire of Redis Streams, for databases that tell nothing by themselves, and to spare those that do."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog import get_logger

from gql.live.wire.wire import Signature
from gql.tasks.journal import TaskUpdate

# Of every installation that uses this Redis: what is heard of another's tasks leads to a look in vain.
STREAM: Final = "mj-gateway:updates"
KEPT: Final = 10_000
READ_AT_ONCE: Final = 500
BLOCK_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 1.0
AWAY: Final = (RedisError, OSError, TimeoutError)
log = get_logger(__name__)


class StreamWire:
    """Adds notices after the commit, and reads those of others from where it stopped."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._signature = Signature()
        self.listeners = self._signature.listeners
        self._live = False
        self._last = ""
        self._waiting: list[str] = []
        self._news = asyncio.Event()

    @property
    def live(self) -> bool:
        """Whether the last read succeeded."""
        return self._live

    async def within(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Do nothing: it is not committed yet."""

    def after(self, updates: Sequence[TaskUpdate]) -> None:
        """Tell the others as soon as may be; while Redis is away the newest are kept."""
        self._waiting = [*self._waiting, *self._signature.texts(updates)][-READ_AT_ONCE:]
        self._news.set()

    async def run(self) -> None:
        """Listen and tell until it is cancelled; then tell what still waits."""
        redis = Redis.from_url(
            self._url,
            decode_responses=True,
            socket_timeout=None,
            socket_connect_timeout=PATIENCE_SECONDS,
        )
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tell(redis))
                group.create_task(self._listen(redis))
        finally:
            with suppress(*AWAY):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._send(redis)
            await redis.aclose()

    async def _tell(self, redis: Redis) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._send(redis)
            except AWAY:
                self._news.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def _send(self, redis: Redis) -> None:
        while self._waiting:
            text = self._waiting[0]
            await _answer(redis.xadd(STREAM, {"changed": text}, maxlen=KEPT, approximate=True))
            if self._waiting and self._waiting[0] == text:
                del self._waiting[0]

    async def _listen(self, redis: Redis) -> None:
        while True:
            try:
                if not self._live:
                    await self._begin(redis)
                reading = redis.xread({STREAM: self._last}, READ_AT_ONCE, int(BLOCK_SECONDS * 1000))
                found = await _answer(reading, BLOCK_SECONDS)
            except AWAY as error:
                if self._live:
                    log.warning("updates_not_heard", fault=type(error).__name__, retry_seconds=RETRY_SECONDS)
                self._live = False
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for _, entries in found:
                for self._last, fields in entries:
                    self._signature.hear(fields.get("changed", ""))

    async def _begin(self, redis: Redis) -> None:
        """Go on where we stopped; at the end at first, and where a Redis that forgot everything came back."""
        newest = await _answer(redis.xrevrange(STREAM, count=1))
        end = newest[0][0] if newest else "0-0"
        if not self._last or _place(end) < _place(self._last):
            self._last = end
        self._live = True
        self._signature.missed()


async def _answer(command: Any, blocked_seconds: float = 0) -> Any:  # noqa: ANN401 - of any command
    """Wait for Redis.

    Its client's own time-out is `asyncio.wait_for`, which before Python 3.12 loses a cancellation that meets
    the end of a write: the gateway would then never end.
    """
    async with asyncio.timeout(blocked_seconds + PATIENCE_SECONDS):
        return await command


def _place(id_: str) -> tuple[int, int]:
    milliseconds, _, number = id_.partition("-")
    return int(milliseconds), int(number)
