"""How many tasks are on all pages: counted once, and then kept up to date by what has come since.

A count reads every row of its listing, and lists are asked for far more often than tasks are submitted. What
proves a count: a change counter of the database that stands still; else the tasks with a higher id than the
last that was counted are added. Tasks that were deleted, or have changed their place, a new count finds; it
is made when the last one is a second old. See `docs/adr/0010-totals.md`.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final

from gql.clock import Clock, SystemClock
from gql.tasks.filters import TaskFilters
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Scope

KEPT: Final = 10_000
FRESH_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Count:
    """A total, and what it rests on.

    Attributes:
        total: how many tasks there are.
        highest: the highest id among them.
        version: the database's change counter before they were counted; None where it has none.
        at: when they were all counted.
    """

    total: int
    highest: int
    version: int | None
    at: float


class Totals:
    """The counts of listings by page, of the latest that were asked for."""

    def __init__(self, repository: TaskRepository, clock: Clock | None = None) -> None:
        self._repository = repository
        self._clock = clock or SystemClock()
        self._counts: OrderedDict[tuple[Scope, TaskFilters], Count] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    async def of(self, scope: Scope, filters: TaskFilters) -> int:
        """Give the total of a listing, wrong by no more than what was deleted in the last second.

        Raises:
            Unavailable: the database is away.
        """
        if filters.mj_id:  # of which there is hardly ever more than one
            return (await self._repository.counted(scope, filters))[0]
        version = self._repository.change_counter()
        key = scope, filters
        known = self._counts.get(key)
        if known is None or not self._holds(known, version):
            known = await self._counted(key, version)
        elif version is None or known.version != version:
            # What was deleted in between is not proved by this: the version stays that of the count.
            more, highest = await self._repository.newer(scope, filters, known.highest)
            known = replace(known, total=known.total + more, highest=max(known.highest, highest))
        self._keep(key, known)
        return known.total

    def _holds(self, known: Count, version: int | None) -> bool:
        unchanged = version is not None and known.version == version
        return unchanged or self._clock.monotonic() - known.at < FRESH_SECONDS

    async def _counted(self, key: tuple[Scope, TaskFilters], version: int | None) -> Count:
        at = self._clock.monotonic()
        total, highest = await self._repository.counted(*key)
        return Count(total, highest, version, at)

    def _keep(self, key: tuple[Scope, TaskFilters], count: Count) -> None:
        self._counts[key] = count
        self._counts.move_to_end(key)
        if len(self._counts) > KEPT:
            self._counts.popitem(last=False)
