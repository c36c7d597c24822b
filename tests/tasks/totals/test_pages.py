"""On every engine and kind of database, a deep page has the tasks that counting them off gives."""

import asyncio

import pytest

from gql.storage.database import Database
from gql.tasks import pages
from gql.tasks.errors import PageNotReady
from gql.tasks.filters import TaskFilters
from gql.tasks.pages import Pages
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Owner, Scope
from gql.tasks.totals import Totals
from tests.clock import FakeClock
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import outside

LISTINGS = [
    (Scope(), TaskFilters()),
    (Scope(Owner.USER, 2), TaskFilters()),
    (Scope(), TaskFilters(start_timestamp=1_000_000_000)),
]
EVERY = LISTINGS[0]
ADD = "INSERT INTO midjourneys (user_id, submit_time) VALUES (2, 1790000000000)"
DELETE = "DELETE FROM midjourneys WHERE id IN (2, 3, 4, 90)"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make 300 tasks many."""
    monkeypatch.setattr(pages, "SKIPPED", 20)
    monkeypatch.setattr(pages, "BLOCK_IDS", 7)


async def differing(repository: TaskRepository, deep: Pages) -> list[int]:
    """Give the offsets at which the two ways differ."""
    found = []
    for listing in LISTINGS:
        for offset in range(0, 330, 10):
            told = await deep.read(*listing, offset, 10)
            if list(told) != list(await repository.page(*listing, offset, 10)):
                found.append(offset)
    return found


async def test_every_page_is_the_one_that_counting_off_gives(listed: Database, place: Place) -> None:
    clock, repository = FakeClock(), TaskRepository(listed)
    deep = Pages(repository, Totals(repository, clock), clock)
    assert await differing(repository, deep) == []
    outside(place, *[ADD] * 25)
    assert await differing(repository, deep) == []
    await deep.close()


async def test_what_was_deleted_is_missing_from_deep_pages_at_once_or_when_it_is_looked_for(
    listed: Database, place: Place, site: str
) -> None:
    clock, repository = FakeClock(), TaskRepository(listed)
    deep = Pages(repository, Totals(repository, clock), clock)
    await differing(repository, deep)
    outside(place, DELETE)
    clock.pass_(1.01)
    if site not in {"sqlite-standalone", "postgresql-standalone"}:
        clock.pass_(pages.FRESH_SECONDS)
        await differing(repository, deep)
        async with asyncio.timeout(10):
            await deep._blocks.settle()
    assert await differing(repository, deep) == []
    await deep.close()


async def test_a_deep_page_is_one_short_read_once_the_listing_was_counted(listed: Database) -> None:
    repository = TaskRepository(listed)
    deep = Pages(repository, Totals(repository, FakeClock()), FakeClock())
    first = await deep.read(*EVERY, 150, 10)
    with counted() as statements:
        assert await deep.read(*EVERY, 150, 10) == first
    assert not [statement for statement in statements if "GROUP BY" in statement]
    assert len(statements) <= 3


class HeldRepository(TaskRepository):
    """Counts by blocks when it is told to."""

    go: asyncio.Event

    async def blocks(self, scope: Scope, filters: TaskFilters, size: int) -> list[tuple[int, int]]:
        await self.go.wait()
        return await super().blocks(scope, filters, size)


async def test_who_asks_for_a_page_that_takes_long_to_find_is_told_so_and_has_it_when_it_is_found(
    listed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WAIT_SECONDS", 0)
    repository = HeldRepository(listed)
    repository.go = asyncio.Event()
    deep = Pages(repository, Totals(repository, FakeClock()), FakeClock())
    for _ in range(2):
        with pytest.raises(PageNotReady):
            await deep.read(*EVERY, 150, 10)
    (counting,) = deep._blocks._counting.values()
    repository.go.set()
    async with asyncio.timeout(10):
        await counting
    assert len(await deep.read(*EVERY, 150, 10)) == 10
