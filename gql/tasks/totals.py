"""How many tasks are on all pages: counted once, and then kept up to date by what has come since.

A count reads every row of its listing, and lists are asked for far more often than tasks are submitted. What
proves a count: a change counter of the database that stands still; else the number of removals does, and the
tasks with a higher id than was counted are added. Where that number does not see everything, a new count
finds what was deleted or moved: at once where counting is quick, else in the background.
See `docs/adr/0010-totals.md`.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import neg
from typing import Final

from gql.clock import Clock, SystemClock
from gql.storage.deadline import reads_end_after
from gql.storage.proof import doubted
from gql.tasks.counts import Counts, Listing
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task
from gql.tasks.records import REMOVALS, Records
from gql.tasks.repository import ALL_IDS, Ids, TaskRepository
from gql.tasks.scope import Scope

KEPT: Final = 10_000
FRESH_SECONDS: Final = 1.0
# A count that takes longer is made in the background, and for a twentieth of the time.
QUICK_SECONDS: Final = 0.05
SHARE: Final = 20
COUNT_SECONDS: Final = 60
# So many newer tasks are added in well under a millisecond.
NEWER_MAX: Final = 5_000


@dataclass(frozen=True, slots=True)
class Count:
    """A total, and what it rests on.

    Attributes:
        total: how many tasks there are.
        settled: how many of them have an id up to `upto`.
        upto: below it, nothing is added any more.
        ids: between which ids they are; wider than need be.
        removals: the number of removals when they were counted.
        version: the database's change counter before they were counted; None where it has none.
        at: when they were all counted.
        seconds: how long that took.
    """

    total: int
    settled: int
    upto: int
    ids: Ids
    removals: int
    version: int | None
    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a first page tells of its listing.

    Attributes:
        ids: of its tasks, the highest first.
        whole: whether the listing has no more tasks.
        removals: the number of removals when it was read.
    """

    ids: Sequence[int]
    whole: bool
    removals: int

    def newer(self, after: int) -> tuple[int, int, int] | None:
        """Give what `TaskRepository.newer` gives; None where not all newer tasks are on the page."""
        more = bisect_left(self.ids, -after, key=neg)
        if more == len(self.ids) and not self.whole:
            return None
        return more, self.ids[0] if more else 0, self.removals


class Totals:
    """The counts of listings by page, of the latest that were asked for."""

    def __init__(self, repository: TaskRepository, clock: Clock | None = None) -> None:
        self._repository = repository
        self._clock = clock or SystemClock()
        self._counts = Counts(self._counted, KEPT)

    def __len__(self) -> int:
        return len(self._counts.kept)

    @property
    def by_pages(self) -> bool:
        """Whether first pages help: a change counter spares as many statements, and takes less."""
        return not self._repository.has_counter

    def seen(self, page: Sequence[Task], limit: int) -> Seen | None:
        """Give what a first page of at most so many tasks tells."""
        if not isinstance(page, Records) or (self._repository.proved and not page):
            return None
        removals = page.rows[0][page.names.index(REMOVALS)] if self._repository.proved else 0
        place = page.names.index("id")
        return Seen([row[place] for row in page.rows], len(page) < limit, removals)

    async def of(self, scope: Scope, filters: TaskFilters, seen: Seen | None = None) -> int:
        """Give the total of a listing, as it is now; see the ADR for what others deleted.

        Args:
            scope: which tasks may be read.
            filters: which are wanted.
            seen: what its first page tells, where that was just read.

        Raises:
            Unavailable: the database is away.
        """
        if filters.mj_id:  # of which there is hardly ever more than one
            return (await self._repository.counted(scope, filters)).tasks
        return (await self.count(scope, filters, seen)).total

    async def count(self, scope: Scope, filters: TaskFilters, seen: Seen | None = None) -> Count:
        """Give the total of a listing and what it rests on.

        Raises:
            Unavailable: the database is away.
        """
        version = self._repository.change_counter()
        count = await self._found((scope, filters), version, seen)
        if count.version != version:
            doubted()
        return count

    async def _found(self, key: Listing, version: int | None, seen: Seen | None) -> Count:
        known = self._counts.kept.get(key)
        if known is None:
            known = await asyncio.shield(self._counts.start(key))
        elif version is None or known.version != version:
            continued = await self._continued(key, known, version, seen)
            if self._counts.kept.get(key) is known:  # and not a new count meanwhile
                self._counts.kept.put(key, continued)
            return continued
        return known

    async def close(self) -> None:
        """End the counts that are being made."""
        await self._counts.close()

    async def _continued(self, key: Listing, known: Count, version: int | None, seen: Seen | None) -> Count:
        newer = seen and seen.newer(known.upto)
        more, highest, removals = newer or await self._repository.newer(*key, known.upto)
        due = self._clock.monotonic() - known.at >= max(FRESH_SECONDS, known.seconds * SHARE)
        if removals != known.removals or (due and known.seconds <= QUICK_SECONDS):
            return await asyncio.shield(self._counts.start(key))
        if due:
            self._counts.start(key)
        if more > NEWER_MAX:
            known, more = await self._settled(key, known, highest - self._repository.unsettled)
        # Elsewhere, what was deleted is not proved by this: the version stays that of the count.
        proved = version if self._repository.proved else known.version
        ids = known.ids[0], max(known.ids[1], highest)
        return replace(known, total=known.settled + more, version=proved, ids=ids)

    async def _settled(self, key: Listing, known: Count, upto: int) -> tuple[Count, int]:
        """Take what is no longer new into the count; give how many are newer still, too."""
        more, _, _ = await self._repository.newer(*key, known.upto, upto)
        newer, _, _ = await self._repository.newer(*key, upto)
        return replace(known, settled=known.settled + more, upto=upto), newer

    async def _counted(self, listing: Listing) -> Count:
        at, version = self._clock.monotonic(), self._repository.change_counter()
        with reads_end_after(COUNT_SECONDS):
            upto = await self._repository.highest() - self._repository.unsettled
            settled, removals, first, last = await self._repository.counted(*listing, upto)
            more, highest, _ = await self._repository.newer(*listing, upto)
        ids = ALL_IDS if first is None and settled else (min(first or upto, upto), max(last or 0, highest))
        seconds = self._clock.monotonic() - at
        return Count(settled + more, settled, upto, ids, removals, version, at, seconds)
