"""Forwarding as a whole: its parts, put together, and the order in which they end."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from structlog import get_logger

from gql.channels.upstreams.repository import Upstreams
from gql.clock import Clock
from gql.images.cache.cache import Cache
from gql.images.fetching.fetcher import Fetcher
from gql.images.fetching.model import Limits
from gql.images.gallery import Gallery
from gql.images.guard.guard import Guard
from gql.images.guard.rules import Rules
from gql.images.linked import Linked
from gql.images.measuring import CachedPictures, Measuring
from gql.images.metrics import ImageMetrics
from gql.images.sources.renewals import Renewals
from gql.images.sources.sources import Sources
from gql.images.thumbnails.thumbnails import Thumbnails
from gql.polling.client import UpstreamClient
from gql.settings import Settings
from gql.storage.database import Database
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.links.medium import Medium
from gql.tasks.repository import TaskRepository

# Whoever waits for a picture waits for the upstream's answer too.
RENEWAL_SECONDS = 10

log = get_logger(__name__)


class Images:
    """Forwarding of one application; it works while `running` lasts.

    Attributes:
        linked: which task an address leads to.
        pictures: what is known of pictures.
        metrics: what is counted.
        gallery: the pictures; None while it is closed.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        forwarding: Forwarding,
        metrics: ImageMetrics,
        clock: Clock,
    ) -> None:
        """Take the parts that forwarding stands on.

        Raises:
            ConfigurationError: an address of the settings can't be read.
        """
        self.linked = Linked(TaskRepository(database), forwarding, clock, public=settings.image_public)
        self.pictures = CachedPictures()
        self.metrics = metrics
        self.gallery: Gallery | None = None
        self._settings = settings
        self._database = database
        self._clock = clock
        self._guard = Guard(Rules.of(settings))
        self._forwards = {Medium.IMAGE: settings.forward_images, Medium.VIDEO: settings.forward_videos}

    def forwards(self, medium: Medium) -> bool:
        """Whether what is of this kind is forwarded."""
        return self._forwards[medium]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open what is needed, and close it when all answers have ended.

        Raises:
            ConfigurationError: the key that signs addresses can't be read.
        """
        if not any(self._forwards.values()):
            yield
            return
        self.linked.check()
        async with AsyncExitStack() as stack:
            client = UpstreamClient(total_seconds=RENEWAL_SECONDS)
            stack.push_async_callback(client.close)
            cache = await self._open_cache()
            stack.push_async_callback(cache.close)
            thumbnails = Thumbnails(self._settings.image_workers)
            stack.push_async_callback(thumbnails.close)
            measuring = Measuring(cache, thumbnails)
            task = asyncio.create_task(measuring.run())
            stack.push_async_callback(_ended, task)
            self.gallery = self._gallery(cache, thumbnails, measuring, client)
            self.pictures.cache = cache
            try:
                yield
            finally:
                self.gallery = self.pictures.cache = None

    def _gallery(
        self, cache: Cache, thumbnails: Thumbnails, measuring: Measuring, client: UpstreamClient
    ) -> Gallery:
        fetcher = Fetcher(self._guard, Limits.of(self._settings))
        renewals = Renewals(client, self._clock.monotonic)
        upstreams = Upstreams(self._database)
        sources = Sources(fetcher, upstreams, renewals, self.metrics, self._clock.monotonic)
        return Gallery(
            cache, sources, thumbnails, measuring, self.metrics, video_bytes=self._settings.image_max_bytes
        )

    async def _open_cache(self) -> Cache:
        folder = cache_folder(self._settings, self._database)
        if not _can_be_used(folder):
            log.warning(
                "Pictures are forwarded, but not kept: MJ_IMAGE_CACHE can't be written", folder=str(folder)
            )
        return await Cache.open(folder, self._settings.image_cache_bytes, self._clock)


def cache_folder(settings: Settings, database: Database) -> Path:
    """Give the folder that keeps pictures: the one that is set, else one beside the database's file."""
    file = database.engine.file
    beside = file.with_name(f"{file.stem}-images") if file else Path("mj-gateway-images")
    return settings.image_cache or beside


def _can_be_used(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
