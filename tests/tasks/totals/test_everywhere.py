"""On every engine and kind of database, a total is right while others write."""

import asyncio
from datetime import UTC, datetime

import pytest

from gql.checks import INT64_MAX
from gql.keyset.window import Window
from gql.storage.database import Database, open_database
from gql.tasks.connection import TaskConnection, totals
from gql.tasks.filters import TaskFilters
from gql.tasks.repository import Counted, TaskRepository
from gql.tasks.scope import Owner, Scope
from gql.tasks.search import TaskFilter
from gql.tasks.totals import NEWER_MAX, Totals
from tests.clock import FakeClock
from tests.servers.sites import SERVERS, Place, Sites, url_of
from tests.storage.statements import fetch, outside
from tests.tasks.totals.writers import connected, started

OWN = Scope(Owner.USER, 3)
EVERY = (Scope(), TaskFilters())
LISTINGS = [
    EVERY,
    (OWN, TaskFilters()),
    (Scope(), TaskFilters(channel_id=4)),
    (OWN, TaskFilters(start_timestamp=1_780_000_000)),
]
ADD = "INSERT INTO midjourneys (user_id, submit_time) VALUES (3, 1790000000000)"
DELETE = "DELETE FROM midjourneys WHERE id = 7"
# Of which each listing by page has the same tasks.
SAME = [
    TaskFilter(),
    TaskFilter(channel_ids=(4,)),
    TaskFilter(submitted_from=datetime(2026, 9, 21, tzinfo=UTC)),
    TaskFilter(submitted_to=datetime(2026, 9, 22, tzinfo=UTC)),
]
# Far enough above for the others to be settled.
FAR = "INSERT INTO midjourneys (id, user_id) VALUES (5000, 3)"
HURRIED = 0.5


class SlowRepository(TaskRepository):
    """Takes as long to count as with ten million tasks."""

    clock: FakeClock
    made = 0

    async def counted(self, scope: Scope, filters: TaskFilters, upto: int = INT64_MAX) -> Counted:
        self.made += 1
        self.clock.pass_(HURRIED)
        return await super().counted(scope, filters, upto)


def slow(database: Database) -> tuple[SlowRepository, Totals, FakeClock]:
    repository = SlowRepository(database)
    repository.clock = FakeClock()
    return repository, Totals(repository, repository.clock), repository.clock


async def really(database: Database) -> tuple[int, int]:
    """Give how many of the first 300 are left, and how many there are since."""
    old = (
        "SELECT (SELECT count(*) FROM midjourneys WHERE id <= 300), count(*) FROM midjourneys WHERE id > 300"
    )
    ((left, added),) = await fetch(database, old)
    return left, added


@pytest.mark.parametrize("pause", [0.0, 0.4, 1.01])
async def test_while_others_write_what_was_added_is_counted_at_once_and_what_was_deleted_in_a_second(
    listed: Database, place: Place, pause: float
) -> None:
    clock, repository = FakeClock(), TaskRepository(listed)
    totals = Totals(repository, clock)
    writers = started(place)
    seen = [(clock.monotonic(), *await really(listed))]
    while any(writer.is_alive() for writer in writers):
        told = await totals.of(*EVERY)
        for listing in LISTINGS[1:]:
            await totals.of(*listing)
        _, left_a_second_ago, _ = next(
            one for one in reversed(seen) if clock.monotonic() - one[0] > 1.0 or one is seen[0]
        )
        left, added = await really(listed)
        assert left + seen[-1][2] <= told <= left_a_second_ago + added
        seen.append((clock.monotonic(), left, added))
        clock.pass_(pause)
    clock.pass_(1.01)
    for listing in LISTINGS:
        assert await totals.of(*listing) == (await repository.counted(*listing))[0]


@pytest.mark.parametrize("engine", SERVERS)
@pytest.mark.parametrize("kind", ["attached", "standalone"])
async def test_a_task_that_commits_after_one_with_a_higher_id_is_counted(
    sites: Sites, engine: str, kind: str
) -> None:
    with sites.filled(f"{engine}-{kind}") as place:
        listed = await open_database(url_of(place), create=False)
        totals = Totals(TaskRepository(listed), FakeClock())
        before = await totals.of(*EVERY)
        lasting, quick = await connected(str(place)), await connected(str(place))
        await lasting.run("BEGIN", ADD)
        await quick.run(ADD, ADD)
        told = [await totals.of(*EVERY)]
        await lasting.run("COMMIT")
        told.append(await totals.of(*EVERY))
        for opened in (lasting, quick, listed):
            await opened.close()
    assert told == [before + 2, before + 3]


async def test_where_counting_is_slow_what_is_added_is_counted_at_once_and_nothing_twice(
    listed: Database, place: Place
) -> None:
    repository, totals, clock = slow(listed)
    before = await totals.of(*EVERY)
    for more in range(1, 4):
        outside(place, ADD)
        assert await totals.of(*EVERY) == before + more
        clock.pass_(1)
    assert repository.made == 1


async def test_where_counting_is_slow_what_was_deleted_is_proved_or_found_in_the_background(
    listed: Database, place: Place, site: str
) -> None:
    repository, totals, clock = slow(listed)
    outside(place, FAR)
    before = await totals.of(*EVERY)
    outside(place, DELETE)
    if site in {"sqlite-standalone", "postgresql-standalone"}:
        assert await totals.of(*EVERY) == before - 1
        return
    clock.pass_(HURRIED * 20)
    assert await totals.of(*EVERY) == before
    async with asyncio.timeout(10):
        await totals._counts.settle()
    assert await totals.of(*EVERY) == before - 1
    assert repository.made == 2
    await totals.close()


async def test_thousands_that_were_added_are_not_counted_again_each_time(
    listed: Database, place: Place
) -> None:
    repository, totals, _ = slow(listed)
    before = await totals.of(*EVERY)
    many = "INSERT INTO midjourneys (user_id) SELECT 3 FROM midjourneys a, midjourneys b LIMIT {}"
    outside(place, many.format(NEWER_MAX + 1000))
    assert await totals.of(*EVERY) == before + NEWER_MAX + 1000
    outside(place, ADD)
    assert await totals.of(*EVERY) == before + NEWER_MAX + 1001
    assert repository.made == 1


async def test_a_connection_has_the_total_of_the_listing_with_the_same_tasks_and_is_not_counted_again(
    listed: Database, place: Place
) -> None:
    repository = SlowRepository(listed)
    repository.clock = clock = FakeClock()
    kept, window = Totals(repository, clock), Window("task", limit=1)
    asked = [TaskConnection(scope, filter_, window) for scope in (Scope(), OWN) for filter_ in SAME]
    before = await totals(repository, kept, asked)
    outside(place, ADD)
    told = await totals(repository, kept, asked)
    assert told == [was + more for was, more in zip(before, (1, 0, 1, 1) * 2, strict=True)]
    assert told == [await repository.count(each.scope, each.filter) for each in asked]
    assert repository.made == len(asked)
