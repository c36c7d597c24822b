"""The gallery: what is wanted, from the cache, or through it from the source, or past it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Final

from gql.errors import GatewayError
from gql.images.cache.cache import Cache
from gql.images.cache.entry import Content as Made
from gql.images.cache.entry import Entry
from gql.images.cache.filling import Interrupted, Reader
from gql.images.delivery.content import Content, arriving, kept, passing
from gql.images.errors import FAILED, Busy, PictureNotKept, SourceAway
from gql.images.fetching.model import Fetched, FetchFailed
from gql.images.measuring import Measuring
from gql.images.metrics import ImageMetrics, Way
from gql.images.sources.sources import Sources
from gql.images.sources.wanted import Variant, Wanted
from gql.images.thumbnails.thumbnails import Thumbnails
from gql.memory import Memory
from gql.tasks.links.medium import Medium

# What players ask for first is the whole, in another word.
WHOLE: Final = {None, "bytes=0-"}


class NotKept(Exception):
    """What was opened is none that the cache takes, or could take."""


class Gallery:
    """Opens pictures and videos."""

    def __init__(
        self,
        cache: Cache,
        sources: Sources,
        thumbnails: Thumbnails,
        measuring: Measuring,
        metrics: ImageMetrics,
        *,
        video_bytes: int,
    ) -> None:
        """Take the parts; of videos, those of at most `video_bytes` are kept."""
        self._cache = cache
        self._sources = sources
        self._thumbnails = thumbnails
        self._measuring = measuring
        self._metrics = metrics
        self._video_bytes = video_bytes
        # By place: the key under which it was had last, for when its source is away.
        self._last: Memory[object, str] = Memory()
        # Keys of what the cache does not take.
        self._passed: Memory[str, bool] = Memory()

    async def open(self, wanted: Wanted, range_header: str | None, stack: AsyncExitStack) -> Content:
        """Open what is wanted; it stays open as long as the stack.

        Args:
            wanted: what.
            range_header: which part, for where the source is asked for it; the content says what it is.
            stack: closes what was opened; a fetch that nobody else reads ends with it.

        Raises:
            GatewayError: why there is none.
        """
        content, way = await self._kept(wanted, wanted.key, stack), Way.HIT
        if content is None:
            try:
                content, way = await self._opened(wanted, range_header, stack)
            except (FetchFailed, Interrupted, Busy) as failure:
                content, way = await self._older(wanted, stack), Way.STALE
                if content is None:
                    raise _told(failure) from None
        self._metrics.answered(wanted.medium, way)
        if way in {Way.HIT, Way.MISS}:
            self._last.put(wanted.place, wanted.key)
        return content

    async def _kept(self, wanted: Wanted, key: str, stack: AsyncExitStack) -> Content | None:
        entry = await self._cache.find(key)
        if entry is None:
            return None
        self._note(wanted, entry)
        return self._file(entry, stack)

    def _file(self, entry: Entry, stack: AsyncExitStack) -> Content | None:
        with suppress(OSError):
            return kept(entry, self._cache.path(entry), stack)
        return None

    def _note(self, wanted: Wanted, entry: Entry | None) -> None:
        if entry and wanted.is_picture:
            self._measuring.offer(entry)

    async def _older(self, wanted: Wanted, stack: AsyncExitStack) -> Content | None:
        """Give what was here before, as a preview is in place of the next one."""
        key = self._last.get(wanted.place)
        content = await self._kept(wanted, key, stack) if key else None
        if content:
            content.is_current = False
        return content

    async def _opened(
        self, wanted: Wanted, range_header: str | None, stack: AsyncExitStack
    ) -> tuple[Content, Way]:
        if wanted.variant:
            return await self._variant(wanted, wanted.variant, stack)
        is_part = wanted.medium is Medium.VIDEO and range_header not in WHOLE
        if not is_part and not self._passed.get(wanted.key):
            try:
                return await self._arriving(wanted, stack), Way.MISS
            except NotKept:
                self._passed.put(wanted.key, value=True)
        fetched = await stack.enter_async_context(self._sources.open(wanted, range_header))
        return passing(fetched), Way.PASSED

    async def _arriving(self, wanted: Wanted, stack: AsyncExitStack) -> Content:
        reader = await stack.enter_async_context(self._filled(wanted))
        content = arriving(reader)
        stack.push_async_callback(self._settle, wanted, content, reader)
        return content

    async def _settle(self, wanted: Wanted, content: Content, reader: Reader) -> None:
        """Have what was sent kept, before its only reader may leave."""
        if content.is_sent:
            with suppress(FetchFailed, Interrupted):
                self._note(wanted, await reader.kept())

    async def _variant(self, wanted: Wanted, variant: Variant, stack: AsyncExitStack) -> tuple[Content, Way]:
        """Have it made; where the disk takes nothing, the whole does for a smaller copy."""
        opening = partial(self._made, wanted.whole, variant)
        try:
            reader = await stack.enter_async_context(self._cache.fill(wanted.key, opening))
        except NotKept:
            if variant.tile:
                raise PictureNotKept from None
            return await self._opened(wanted.whole, None, stack)
        entry = await reader.kept()
        return (entry and self._file(entry, stack)) or arriving(reader), Way.MISS

    @asynccontextmanager
    async def _made(self, picture: Wanted, variant: Variant) -> AsyncIterator[Made]:
        entry = await self._entry(picture)
        path = self._cache.path(entry)
        try:
            made = await self._thumbnails.make(
                path, width=variant.width, tile=variant.tile, media_type=variant.media_type
            )
        except GatewayError as error:
            self._metrics.thumbnail(error.rest_code)
            raise
        self._metrics.thumbnail("made")
        yield Made(variant.media_type, made)

    async def _entry(self, picture: Wanted) -> Entry:
        """Have the picture in the cache, as a whole."""
        if entry := await self._cache.find(picture.key):
            return entry
        async with self._filled(picture) as reader:
            entry = await reader.kept()
        self._note(picture, entry)
        if entry is None:
            raise NotKept
        return entry

    def _filled(self, wanted: Wanted) -> AbstractAsyncContextManager[Reader]:
        return self._cache.fill(wanted.key, partial(self._keepable, wanted))

    @asynccontextmanager
    async def _keepable(self, wanted: Wanted) -> AsyncIterator[Fetched]:
        """Open the source, for as much as the cache should take, and whose end can be told."""
        async with self._sources.open(wanted) as fetched:
            is_picture = wanted.medium is Medium.IMAGE
            is_small = is_picture or (fetched.length is not None and fetched.length <= self._video_bytes)
            if not (is_small and fetched.is_delimited):
                raise NotKept
            yield fetched


def _told(failure: FetchFailed | Interrupted | Busy) -> GatewayError:
    if isinstance(failure, Busy):
        return failure
    return FAILED[failure.reason]() if isinstance(failure, FetchFailed) else SourceAway()
