"""Addresses that have expired at their source, asked for anew at the upstream."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from weakref import WeakValueDictionary

from structlog import get_logger

from gql.allowance.bucket import MemoryBuckets, Rate
from gql.channels.upstreams.model import Upstream
from gql.images.sources.wanted import Wanted
from gql.memory import Memory
from gql.polling.errors import UpstreamError
from gql.polling.visit import Asks
from gql.tasks.links.medium import source
from gql.tasks.progress import Report

A_MINUTE: Final = Rate(60)
AGAIN_SECONDS: Final = 300

log = get_logger(__name__)


class Renewals:
    """Knows which address took the place of one that is stored; the database stays as it is.

    A channel's upstream is asked at most 60 times a minute, and for one address once in five minutes.
    """

    def __init__(self, client: Asks, seconds: Callable[[], float]) -> None:
        """Take what asks upstreams, and a clock that nobody sets."""
        self._client = client
        self._seconds = seconds
        self._buckets = MemoryBuckets(A_MINUTE, seconds)
        # By the stored address: the one in its place, and when the upstream was asked for it.
        self._renewed: Memory[str, tuple[str, float]] = Memory()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def address(self, wanted: Wanted) -> str:
        """Give the address to fetch from."""
        address, _ = self._renewed.get(wanted.url) or (wanted.url, 0)
        return address

    async def renew(self, wanted: Wanted, expired: str, upstream: Upstream | None) -> str | None:
        """Ask the upstream for the task; whoever comes meanwhile waits for the same answer.

        Args:
            wanted: what is looked for.
            expired: the address that did not open.
            upstream: that of the task's channel; None where there is none.

        Returns:
            Another address; None where there is none.
        """
        if upstream is None or not wanted.task.mj_id:
            return None
        async with self._asking.setdefault(wanted.url, asyncio.Lock()):
            if self.address(wanted) == expired and await self._may_ask(wanted):
                told = await self._told(wanted, upstream)
                self._renewed.put(wanted.url, (told or expired, self._seconds()))
        address = self.address(wanted)
        return None if address == expired else address

    async def _may_ask(self, wanted: Wanted) -> bool:
        _, asked = self._renewed.get(wanted.url) or ("", -math.inf)
        if self._seconds() - asked < AGAIN_SECONDS:
            return False
        return (await self._buckets.take(str(wanted.task.channel_id), 1)).granted

    async def _told(self, wanted: Wanted, upstream: Upstream) -> str | None:
        mj_id = wanted.task.mj_id
        try:
            report = (await self._client.reports(upstream, [mj_id])).reports.get(mj_id)
        except UpstreamError as error:
            log.warning("images.renewal_failed", channel_id=upstream.channel_id, reason=error.reason)
            return None
        return _address(wanted, report) if report else None


def _address(wanted: Wanted, report: Report) -> str | None:
    task = replace(
        wanted.task,
        image_url=report.image_url or "",
        video_url=report.video_url or "",
        video_urls=report.video_urls or "",
    )
    return source(task, wanted.medium, wanted.number)
