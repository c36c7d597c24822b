"""A replica of the database: a copy that lags behind, for reads that may."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog import get_logger

from gql.errors import Unavailable
from gql.storage.engines.engine import Engine, Positions
from gql.storage.faults import told_as_unavailable
from gql.storage.prepared import Prepared
from gql.storage.reads import Reads

LOOK_SECONDS: Final = 0.25
PATIENCE_SECONDS: Final = 2.0
log = get_logger(__name__)
_since: ContextVar[float | None] = ContextVar("reads_since", default=None)


@contextmanager
def reads_may_lag(since: float = -inf) -> Iterator[None]:
    """Let what is read in the block come from a replica that has all that was committed before a moment.

    Args:
        since: by `time.monotonic`.
    """
    token = _since.set(since)
    try:
        yield
    finally:
        _since.reset(token)


class Replica:
    """Finds out, while `run` runs, up to which moment the replica has everything.

    The primary's position in its log is noted with the time; the replica has all of before when it has
    replayed that position. Clocks of other machines don't matter.
    """

    def __init__(self, engine: Engine, primary: Reads, lag_seconds: float) -> None:
        self._engine = engine
        self._reads = Reads(engine)
        self._primary = primary
        self._lag_seconds = lag_seconds
        self._marks: deque[tuple[float, int]] = deque()
        self._caught_up = -inf
        self._serving = False

    def wanted(self) -> bool:
        """Whether what is read now may be read here."""
        since = _since.get()
        return self._serving and since is not None and self._caught_up >= since

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection; one that fails leaves the replica out until it was looked at again.

        Raises:
            Unavailable: the replica is away, or what is read takes too long.
        """
        with self._left_out_when_away():
            async with self._reads.lend() as connection:
                yield connection

    async def rows(
        self, prepared: Prepared, values: Mapping[str, Any], *, quick: bool
    ) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement, as `lend` lends a connection.

        Raises:
            Unavailable: the replica is away, or what is read takes too long.
        """
        with self._left_out_when_away():
            return await self._reads.rows(prepared, values, quick=quick)

    async def run(self) -> None:
        """Look at it until cancelled."""
        positions = self._engine.positions
        assert positions  # noqa: S101 - a replica without is refused when the database is opened
        while True:
            try:
                with told_as_unavailable(self._engine.means_away, logged=False):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await self._look(positions)
            except Unavailable:
                self._leave_out("away")
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Give the connections back."""
        await self._reads.close()

    async def _look(self, positions: Positions) -> None:
        now = time.monotonic()
        written = await self._position(self._primary, positions.written)
        if written is not None:
            self._marks.append((now, written))
        replayed = await self._position(self._reads, positions.replayed)
        while replayed is not None and self._marks and self._marks[0][1] <= replayed:
            self._caught_up, _ = self._marks.popleft()
        if now - self._caught_up > self._lag_seconds:
            self._leave_out("lags")
        elif not self._serving:
            self._serving = True
            log.info("replica_serves", place=self._engine.place)

    async def _position(self, reads: Reads, statement: str) -> int | None:
        async with reads.borrowed() as connection:
            found = (await connection.execute(text(statement))).scalar()
        return None if found is None else int(found)

    @contextmanager
    def _left_out_when_away(self) -> Iterator[None]:
        try:
            yield
        except Unavailable:
            self._leave_out("away")
            raise

    def _leave_out(self, why: str) -> None:
        if self._serving:
            log.warning("replica_left_out", why=why, place=self._engine.place)
        self._serving = False
