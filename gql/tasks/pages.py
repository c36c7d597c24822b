"""Pages by number, also those that lie deep in a listing of millions, without walking to them.

Few rows are skipped by `OFFSET`, from whichever end is nearer. Between the two, a listing is counted once by
blocks of ids: a page then begins in a known block. See `docs/adr/0011-deep-pages.md`.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from gql.clock import Clock, SystemClock
from gql.storage.deadline import reads_end_after
from gql.storage.proof import doubted
from gql.tasks.counts import Counts, Listing
from gql.tasks.errors import PageNotReady
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task
from gql.tasks.records import Columns
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Scope
from gql.tasks.totals import Count, Totals

# So many rows are skipped in a few milliseconds.
SKIPPED: Final = 10_000
LISTINGS_KEPT: Final = 20
BLOCKS: Final = 20_000
BLOCK_IDS: Final = 1_000
# What others delete is found by counting again, for a twentieth of the time at most.
FRESH_SECONDS: Final = 60
SHARE: Final = 20
COUNT_SECONDS: Final = 120
# Less than an operation is given, so that whoever asks is told what goes on.
WAIT_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Blocks:
    """How many tasks of a listing there are in each block of ids.

    Attributes:
        starts: the lowest id of each block with tasks in it, ascending.
        before: how many tasks have lower ids, for each.
        total: how many tasks there were.
        removals: the number of removals when they were counted.
        fresh_until: when they are to be counted again, by the clock.
    """

    starts: Sequence[int]
    before: Sequence[int]
    total: int
    removals: int
    fresh_until: float


class Pages:
    """The pages of listings; the blocks of the latest that were looked deep into are kept."""

    def __init__(self, repository: TaskRepository, totals: Totals, clock: Clock | None = None) -> None:
        self._repository = repository
        self._totals = totals
        self._clock = clock or SystemClock()
        self._blocks = Counts(self._by_blocks, LISTINGS_KEPT)

    async def read(
        self,
        scope: Scope,
        filters: TaskFilters,
        offset: int,
        limit: int,
        columns: Columns | None = None,
        *,
        removals: bool = False,
    ) -> Sequence[Task]:
        """Read tasks, newest id first, from the `offset`th on; see `TaskRepository.page` for the rest.

        Raises:
            Unavailable: the database is away.
            PageNotReady: the listing is still being counted by blocks.
        """
        if (offset <= SKIPPED and not filters.timed) or filters.mj_id:
            return await self._repository.page(
                scope, filters, offset, limit, columns=columns, removals=removals
            )
        count = await self._totals.count(scope, filters)
        if offset >= (total := count.total):
            return []
        if offset <= SKIPPED:
            return await self._repository.page(scope, filters, offset, limit, ids=count.ids, columns=columns)
        last = max(0, total - offset - limit)
        length = min(limit, total - offset)
        start, skipped = count.ids[0], last
        if last > SKIPPED:
            start, skipped = self._place(await self._counted((scope, filters), count), last)
        tasks = await self._repository.oldest_first(scope, filters, start, skipped, length)
        return tasks[::-1]

    async def close(self) -> None:
        """End the counts that are being made."""
        await self._blocks.close()

    @staticmethod
    def _place(blocks: Blocks, rank: int) -> tuple[int, int]:
        """Give the id to begin at and how many rows to skip from there, for a rank from the oldest."""
        block = bisect_right(blocks.before, rank) - 1
        return blocks.starts[block], rank - blocks.before[block]

    async def _counted(self, key: Listing, count: Count) -> Blocks:
        if not self._repository.proved:
            doubted()
        known = self._blocks.kept.get(key)
        if known is None or known.removals != count.removals:
            counting = self._blocks.start(key)
            done, _ = await asyncio.wait({counting}, timeout=WAIT_SECONDS)
            if not done:
                raise PageNotReady
            return counting.result()
        if count.total - known.total > SKIPPED or self._clock.monotonic() > known.fresh_until:
            self._blocks.start(key)
        return known

    async def _by_blocks(self, listing: Listing) -> Blocks:
        begun = self._clock.monotonic()
        with reads_end_after(COUNT_SECONDS):
            removals = await self._repository.removals()
            size = max(BLOCK_IDS, await self._repository.highest() // BLOCKS)
            counts = sorted(await self._repository.blocks(*listing, size))
        now = self._clock.monotonic()
        sums = list(accumulate((count for _, count in counts), initial=0))
        fresh_until = now + max(FRESH_SECONDS, SHARE * (now - begun))
        starts = [start for start, _ in counts]
        return Blocks(starts or [0], sums[:-1] or [0], sums[-1], removals, fresh_until)
