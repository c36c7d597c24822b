import pytest

from gql.errors import Unavailable
from gql.polling.lease.lease import Lease, this_process
from gql.polling.lease.record import LeaseRecord
from gql.tasks.changes.errors import LeaseLost
from tests.clock import FakeClock
from tests.polling.world import CONNECTION, Database


class LossyStore(Database):
    """Loses the answer to the next swap, which is made all the same."""

    loses = False

    async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
        done = await super().swap(seen, wanted)
        if self.loses:
            self.loses = False
            raise Unavailable
        return done


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store() -> LossyStore:
    return LossyStore()


async def beats(lease: Lease, clock: FakeClock, seconds: int) -> list[bool]:
    """Call `hold` every second."""
    held = []
    for _ in range(seconds):
        clock.pass_(1)
        held.append(await lease.hold())
    return held


async def may_write(lease: Lease) -> bool:
    try:
        await lease.check(CONNECTION)
    except LeaseLost:
        return False
    return True


async def test_a_free_lease_is_taken_at_once_and_renewed_every_two_seconds(
    store: LossyStore, clock: FakeClock
) -> None:
    lease = Lease(store, clock, "a")
    assert await lease.hold()
    assert store.lease == LeaseRecord("a", 1, 1)
    assert await beats(lease, clock, 10) == [True] * 10
    assert store.lease == LeaseRecord("a", 1, 6)
    assert await may_write(lease)


async def test_a_living_holder_keeps_it_and_the_contender_knows_whose_it_is(
    store: LossyStore, clock: FakeClock
) -> None:
    holder, contender = Lease(store, clock, "a"), Lease(store, clock, "b")
    await holder.hold()
    for _ in range(60):
        clock.pass_(1)
        assert (await holder.hold(), await contender.hold()) == (True, False)
    assert (contender.rival, contender.rival_lives, await may_write(contender)) == ("a", True, False)


async def test_a_dead_holders_lease_is_taken_within_ten_seconds_by_one_contender(
    store: LossyStore, clock: FakeClock
) -> None:
    contenders = [Lease(store, clock, "b"), Lease(store, clock, "c")]
    holder = Lease(store, clock, "a")
    await holder.hold()
    for contender in contenders:
        assert not await contender.hold()
    taken = 0
    while not any(lease.held for lease in contenders):
        taken += 1
        for contender in contenders:
            await contender.hold()
        clock.pass_(1)
    assert taken <= 8
    assert [lease.held for lease in contenders] == [True, False]
    assert (store.lease.holder, store.lease.fence) == ("b", 2)
    assert not contenders[0].rival_lives


async def test_a_holder_that_was_stopped_writes_nothing_when_it_wakes(
    store: LossyStore, clock: FakeClock
) -> None:
    zombie, next_one = Lease(store, clock, "a"), Lease(store, clock, "b")
    await zombie.hold()
    await beats(next_one, clock, 9)
    assert (zombie.held, next_one.held) == (False, True)
    assert (await may_write(zombie), await may_write(next_one)) == (False, True)
    assert await beats(zombie, clock, 3) == [False] * 3


async def test_the_record_decides_also_where_the_holders_clock_stood_still(
    store: LossyStore, clock: FakeClock
) -> None:
    standing = FakeClock()
    zombie = Lease(store, standing, "a")
    await zombie.hold()
    await beats(Lease(store, clock, "b"), clock, 9)
    assert zombie.held
    assert not await may_write(zombie)
    assert not zombie.held


async def test_who_has_not_renewed_in_time_may_not_write_though_nobody_took_over(
    store: LossyStore, clock: FakeClock
) -> None:
    lease = Lease(store, clock, "a")
    await lease.hold()
    clock.pass_(6)
    assert (await may_write(lease), store.lease.holder) == (False, "a")
    assert await lease.hold()
    assert await may_write(lease)


async def test_time_counts_from_before_the_renewing_request(store: LossyStore, clock: FakeClock) -> None:
    class SlowStore(LossyStore):
        async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
            clock.pass_(7)
            return await super().swap(seen, wanted)

    lease = Lease(SlowStore(), clock, "a")
    await lease.hold()
    assert not lease.held


async def test_a_renewal_without_an_answer_costs_a_new_number_and_no_time(
    store: LossyStore, clock: FakeClock
) -> None:
    lease = Lease(store, clock, "a")
    await lease.hold()
    store.loses = True
    clock.pass_(2)
    with pytest.raises(Unavailable):
        await lease.hold()
    assert await lease.hold()
    assert store.lease == LeaseRecord("a", 2, 3)
    assert await may_write(lease)


async def test_what_is_given_back_is_free_at_once(store: LossyStore, clock: FakeClock) -> None:
    lease, other = Lease(store, clock, "a"), Lease(store, clock, "b")
    await lease.release()
    assert store.lease == LeaseRecord()
    await lease.hold()
    await lease.release()
    await lease.release()
    assert not lease.held
    assert await other.hold()
    assert store.lease.fence == 2


async def test_a_contender_that_comes_late_changes_nothing(store: LossyStore, clock: FakeClock) -> None:
    class Overtaken(LossyStore):
        async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
            self.lease = LeaseRecord("b", 1, 1)
            return await super().swap(seen, wanted)

    late = Overtaken()
    assert not await Lease(late, clock, "a").hold()
    assert late.lease.holder == "b"


def test_no_two_processes_have_one_name() -> None:
    assert this_process() != this_process()
