"""The cache: what is asked of it, from memory where it can, and one fetch for all who want the same."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

from structlog import get_logger

from gql.clock import Clock, SystemClock
from gql.images.cache.blobs import Blobs, Stamp
from gql.images.cache.entry import UNKNOWN, Content, Entry, Opening
from gql.images.cache.filling import Filling, Reader
from gql.images.cache.growing import Growing
from gql.images.cache.index import Index
from gql.images.cache.threads import in_thread
from gql.tasks.pictures import Facts

REMEMBERED: Final = 10_000
# Uses are written down together, this often.
USES_MS: Final = 10_000

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry whose blob this process has read through, and the blob's stamp from then."""

    entry: Entry
    stamp: Stamp


class Cache:
    """A folder of pictures and videos; processes may share it. A key's content never changes."""

    def __init__(self, folder: Path, limit_bytes: int, clock: Clock | None = None) -> None:
        """Name the folder; nothing is read before `open`.

        Args:
            folder: made where it is not there; nothing is ever written outside of it.
            limit_bytes: what the blobs may take together; what is being filled comes on top.
            clock: the system's where it is left out.
        """
        self._blobs = Blobs(folder)
        self._index = Index(self._blobs, limit_bytes)
        self._limit = limit_bytes
        self._clock = clock or SystemClock()
        self._checked: OrderedDict[str, Checked] = OrderedDict()
        self._checking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._uses: dict[str, int] = {}
        self._noted_ms = self._clock.now_ms()
        self._joinable: dict[str, Filling] = {}
        self._fillings: set[Filling] = set()

    @classmethod
    async def open(cls, folder: Path, limit_bytes: int, clock: Clock | None = None) -> "Cache":
        """Open a folder, and sweep up what a process that was killed has left in it."""
        cache = cls(folder, limit_bytes, clock)
        await cache._index.open()
        return cache

    async def close(self) -> None:
        """End the fetches that are not whole, and wait until the others are kept."""
        for filling in self._fillings:
            filling.stop()
        await asyncio.gather(*(filling.task for filling in self._fillings), return_exceptions=True)
        self._note_uses()
        await self._index.close()

    def path(self, entry: Entry) -> Path:
        """Tell where an entry's blob is; it may be gone when it is opened, which is a miss."""
        return self._blobs.path(entry.digest)

    async def find(self, key: str) -> Entry | None:
        """Give an entry whose blob is there, and is what it was when it came; None is a miss."""
        checked = self._checked.get(key)
        if checked is None or self._blobs.stamp(checked.entry.digest) != checked.stamp:
            self._checked.pop(key, None)
            checked = await self._look_up(key)
        if checked is None:
            return None
        self._use(checked.entry)
        return checked.entry

    @asynccontextmanager
    async def fill(self, key: str, opening: Opening, facts: Facts = UNKNOWN) -> AsyncIterator[Reader]:
        """Fetch a body into the cache, and read it meanwhile; who comes while it is fetched joins in.

        Call it right after `find` has found nothing, without waiting in between: `opening` may take its time.

        Raises:
            Exception: what `opening` raised; the next call begins anew.
        """
        filling = self._joinable.get(key)
        if filling is None or not filling.joinable:
            filling = self._begin(key, opening, facts)
        async with filling.join() as reader:
            yield reader

    async def put(self, key: str, media_type: str, content: bytes, facts: Facts = UNKNOWN) -> Entry | None:
        """Keep what is at hand already; None where the disk could not take it."""
        body = Content(media_type, content)
        async with self.fill(key, lambda: nullcontext(body), facts) as reader:
            return await reader.kept()

    async def note(self, key: str, facts: Facts) -> None:
        """Keep what has become known of a picture, as long as the picture."""
        if checked := self._checked.get(key):
            self._checked[key] = replace(checked, entry=replace(checked.entry, facts=facts))
        await self._index.note(key, facts)

    async def facts(self, keys: Sequence[str]) -> dict[str, Facts]:
        """Give what is known of pictures, by key; those of which nothing is known are left out."""
        return await self._index.facts(keys)

    async def _look_up(self, key: str) -> Checked | None:
        entry = await self._index.find(key)
        if entry is None:
            return self._checked.get(key)  # of a filling that has ended meanwhile
        async with self._checking.setdefault(key, asyncio.Lock()):
            if checked := self._checked.get(key):
                return checked
            stamp = await in_thread(self._blobs.checked, entry.digest)
            if stamp:
                return self._remember(entry, stamp)
        log.warning("images.blob_lost", digest=entry.digest)
        await self._index.drop_damaged(entry.digest)
        return None

    def _begin(self, key: str, opening: Opening, facts: Facts) -> Filling:
        growing = partial(Growing, self._blobs.folder, self._limit)
        filling = Filling(opening, growing, partial(self._keep, key, facts))
        self._joinable[key] = filling
        self._fillings.add(filling)

        def ended(_: object) -> None:
            self._fillings.discard(filling)
            if self._joinable.get(key) is filling:
                del self._joinable[key]

        filling.task.add_done_callback(ended)
        return filling

    async def _keep(
        self, key: str, facts: Facts, growing: Growing, digest: str, media_type: str
    ) -> Entry | None:
        self._note_uses()
        entry = Entry(key, digest, media_type, growing.size, facts)
        stamp = await self._index.keep(entry, growing, self._clock.now_ms())
        return self._remember(entry, stamp).entry if stamp else None

    def _remember(self, entry: Entry, stamp: Stamp) -> Checked:
        checked = self._checked[entry.key] = Checked(entry, stamp)
        if len(self._checked) > REMEMBERED:
            self._checked.popitem(last=False)
        return checked

    def _use(self, entry: Entry) -> None:
        self._checked.move_to_end(entry.key)
        now_ms = self._clock.now_ms()
        self._uses[entry.digest] = now_ms
        if now_ms - self._noted_ms >= USES_MS:
            self._note_uses()

    def _note_uses(self) -> None:
        self._noted_ms = self._clock.now_ms()
        if self._uses:
            self._index.use(self._uses)
            self._uses = {}
