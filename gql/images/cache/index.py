"""The index of the blobs: a SQLite file beside them, asked in a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from structlog import get_logger

from gql.images.cache.blobs import Blobs, Stamp
from gql.images.cache.entry import Entry
from gql.images.cache.growing import Growing
from gql.images.cache.rows import Kept, Rows
from gql.images.cache.threads import run
from gql.tasks.pictures import Facts
from gql.waiting import to_its_end

Result = TypeVar("Result")

# Another layout has another name; what an older one knew is swept.
NAME: Final = "index-1.sqlite"
BROKEN: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

log = get_logger(__name__)


class Index:
    """Knows the entries; it never raises: an index that can't be asked knows nothing and keeps nothing.

    It has SQLite's rollback journal. Processes that share a folder all write, which before SQLite 3.51.3
    can corrupt a file with a write-ahead log; and a rollback journal tells a process that its file was
    removed, so that the folder may be emptied at any time.
    """

    def __init__(self, blobs: Blobs, limit_bytes: int) -> None:
        """Open nothing yet."""
        self._blobs = blobs
        self._limit = limit_bytes
        self._file = blobs.folder / NAME
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="image-index")
        self._connection: sqlite3.Connection | None = None
        self._rows: Rows | None = None
        self._waiting: list[Kept] = []
        self._committed: asyncio.Task[list[Stamp | None]] | None = None

    async def open(self) -> None:
        """Sweep the folder, as every new connection does."""
        await self._ask(lambda _: None)

    async def find(self, key: str) -> Entry | None:
        """Give an entry; its blob may be gone."""
        return await self._ask(lambda rows: rows.find(key))

    async def keep(self, entry: Entry, growing: Growing, used_ms: int) -> Stamp | None:
        """Make a blob of a finished file; None where that was not possible.

        A transaction waits for the disk several times: what comes meanwhile shares the next one.
        """
        if not self._waiting or not self._committed:
            self._committed = asyncio.create_task(self._commit(self._committed))
        place, committed = len(self._waiting), self._committed
        self._waiting.append(Kept(entry, growing, used_ms))
        stamps = await to_its_end(committed)
        return stamps[place]

    async def drop_damaged(self, digest: str) -> None:
        """Forget a blob, unless it is right."""
        await self._ask(lambda rows: rows.drop_damaged(digest))

    async def note(self, key: str, facts: Facts) -> None:
        """Write down what is known of a picture."""
        await self._ask(lambda rows: rows.note(key, facts))

    async def facts(self, keys: Sequence[str]) -> dict[str, Facts]:
        """Give what is known of pictures, by key."""
        return await self._ask(lambda rows: rows.facts(keys)) or {}

    def use(self, uses: Mapping[str, int]) -> None:
        """Have it written down when blobs were used (ms, by digest), before whatever is asked next."""
        self._thread.submit(self._attempt, lambda rows: rows.use(uses))

    async def close(self) -> None:
        """End, after all that was asked before."""
        await run(self._thread, self._disconnect)
        self._thread.shutdown()

    async def _commit(self, before: asyncio.Task[list[Stamp | None]] | None) -> list[Stamp | None]:
        if before:
            await asyncio.wait({before})
        kept, self._waiting = self._waiting, []
        return await self._ask(lambda rows: rows.keep(kept)) or [None] * len(kept)

    async def _ask(self, question: Callable[[Rows], Result]) -> Result | None:
        return await run(self._thread, partial(self._attempt, question))

    def _attempt(self, question: Callable[[Rows], Result]) -> Result | None:
        """Ask, and once more of a new connection: a file that was broken or removed is made anew."""
        for _ in range(2):
            try:
                return question(self._rows or self._connect())
            except (sqlite3.Error, OSError) as error:
                log.warning("images.index_failed", reason=getattr(error, "strerror", None) or str(error))
                self._disconnect()
                if getattr(error, "sqlite_errorcode", None) in BROKEN:
                    self._remove()
        return None

    def _connect(self) -> Rows:
        self._blobs.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file.touch(mode=0o600)
        self._connection = sqlite3.connect(self._file, isolation_level=None)
        rows = Rows(self._connection, self._blobs, self._limit)
        rows.sweep()
        self._rows = rows
        return rows

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = self._rows = None

    def _remove(self) -> None:
        for path in self._blobs.folder.glob(f"{NAME}*"):
            path.unlink(missing_ok=True)
