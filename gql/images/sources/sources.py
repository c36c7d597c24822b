"""The way to a source: its address of today, its channel's proxy, a turn, and a word on what went wrong."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from math import inf
from time import perf_counter
from typing import Final

from structlog import get_logger

from gql.channels.upstreams.model import Upstream
from gql.errors import ConfigurationError
from gql.images.fetching.fetcher import Fetcher
from gql.images.fetching.model import Failure, Fetched, FetchFailed, Kind, Source
from gql.images.guard.refusal import RefusedAddress
from gql.images.guard.target import read_url
from gql.images.metrics import ImageMetrics
from gql.images.sources.renewals import Renewals
from gql.images.sources.turns import Turns
from gql.images.sources.wanted import Wanted
from gql.memory import Memory
from gql.polling.visit import UpstreamStore

# Each takes up to some 600 KB; a video takes its turn for as long as its client watches.
AT_ONCE: Final = {Kind.IMAGE: 256, Kind.VIDEO: 64}
# A channel's new proxy is used after as long as this.
REMEMBERED_SECONDS: Final = 10
# Discord's files are not found where the signature in their address has expired.
RENEWABLE: Final = {Failure.EXPIRED, Failure.GONE}

log = get_logger(__name__)


class Sources:
    """Opens what is wanted where the upstream has it."""

    def __init__(
        self,
        fetcher: Fetcher,
        upstreams: UpstreamStore,
        renewals: Renewals,
        metrics: ImageMetrics,
        seconds: Callable[[], float],
    ) -> None:
        """Take the parts, and a clock that nobody sets."""
        self._fetcher = fetcher
        self._upstreams = upstreams
        self._renewals = renewals
        self._metrics = metrics
        self._seconds = seconds
        # By channel, and when each was read: a gallery is of few channels, and the database takes its time.
        self._known: Memory[int, tuple[Upstream | None, float]] = Memory()
        self._turns = {kind: Turns(at_once) for kind, at_once in AT_ONCE.items()}

    @asynccontextmanager
    async def open(self, wanted: Wanted, range_header: str | None = None) -> AsyncIterator[Fetched]:
        """Fetch within the block; an address that has expired is renewed.

        Raises:
            FetchFailed: it is not there, or nothing that is taken; the log has been told.
            Busy: too much is fetched at once.
            Unavailable: the database can't be asked.
        """
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._turns[wanted.kind].one())
            begin = perf_counter()
            try:
                fetched = await self._opened(wanted, range_header, stack)
                self._metrics.fetched(wanted.medium, perf_counter() - begin)
                yield fetched
            except FetchFailed as failure:
                self._tell(wanted, failure)
                raise

    async def _opened(self, wanted: Wanted, range_header: str | None, stack: AsyncExitStack) -> Fetched:
        upstream = await self._upstream(wanted)
        proxy = upstream.proxy if upstream else None
        source = Source(self._renewals.address(wanted), proxy, wanted.kind)
        try:
            return await stack.enter_async_context(self._fetcher.open(source, range_header=range_header))
        except FetchFailed as failure:
            if failure.reason not in RENEWABLE:
                raise
            renewed = await self._renewals.renew(wanted, source.url, upstream)
            if renewed is None:
                raise
        source = replace(source, url=renewed)
        return await stack.enter_async_context(self._fetcher.open(source, range_header=range_header))

    async def _upstream(self, wanted: Wanted) -> Upstream | None:
        channel_id = wanted.task.channel_id
        upstream, read = self._known.get(channel_id) or (None, -inf)
        if self._seconds() - read <= REMEMBERED_SECONDS:
            return upstream
        try:
            upstream = (await self._upstreams.by_ids([channel_id])).get(channel_id)
        except ConfigurationError:  # a database without channels, of which its operator knows
            upstream = None
        self._known.put(channel_id, (upstream, self._seconds()))
        return upstream

    def _tell(self, wanted: Wanted, failure: FetchFailed) -> None:
        self._metrics.failed(wanted.medium, failure)
        log.warning(
            "images.fetch_failed",
            reason=failure.reason,
            refusal=failure.refusal or "",
            host=_host(self._renewals.address(wanted)),
            task_id=wanted.task.id,
            channel_id=wanted.task.channel_id,
        )


def _host(url: str) -> str:
    """Give the host alone, as the rest may hold a signature."""
    try:
        return str(read_url(url).host)
    except RefusedAddress:
        return ""
