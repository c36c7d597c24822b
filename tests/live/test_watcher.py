import asyncio

import pytest

from gql.errors import Unavailable
from gql.live.errors import Resync
from gql.live.table import TableLog
from gql.tasks.journal import TaskUpdateKind
from tests.clock import FakeClock
from tests.live.world import ADMIN, ALICE, BOB, EVERYBODYS, MINE, World, running, take, told, world_on
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import fetch, outside


async def test_what_another_program_changes_is_found(world: World) -> None:
    world.add(1)
    world.add(2)
    stream = world.follow(ADMIN, EVERYBODYS)
    await take(stream, 2)

    world.foreign(1, status="IN_PROGRESS", progress="40%")
    await world.watcher.tick()
    assert told(await take(stream, 1)) == [(1, "SUBMITTED", "IN_PROGRESS", "40%")]
    world.foreign(1, status="SUCCESS", progress="100%", image_url="https://cdn.example.com/1.png")
    world.add(3)
    world.add(4, status="FAILURE", progress="100%")
    await world.watcher.tick()
    found = await take(stream, 3)
    assert sorted(told(found)) == [
        (1, "IN_PROGRESS", "SUCCESS", "100%"),
        (3, None, "SUBMITTED", "0%"),
        (4, None, "FAILURE", "100%"),
    ]
    kinds = {d.update.task.id: d.update.kind for d in found}
    assert kinds[3] is TaskUpdateKind.CREATED
    assert {kinds[1], kinds[4]} == {TaskUpdateKind.FINISHED}
    await stream.aclose()


async def test_a_task_that_is_given_to_another_user_is_told_to_that_one_alone(world: World) -> None:
    world.add(1)
    former, owner, everybodys = world.follow(ALICE), world.follow(BOB), world.follow(ADMIN, EVERYBODYS)
    waiting = asyncio.create_task(take(owner, 1))
    await take(former, 1)
    await take(everybodys, 1)
    await world.change(1, progress="10%")
    assert told(await take(former, 1)) == told(await take(everybodys, 1))

    world.foreign(1, user_id=BOB.id, progress="40%")
    assert told(await take(everybodys, 1)) == [(1, "SUBMITTED", "SUBMITTED", "40%")]
    assert told(await waiting) == [(1, "SUBMITTED", "SUBMITTED", "40%")]
    await world.change(1, progress="50%")
    assert told(await take(owner, 1)) == [(1, "SUBMITTED", "SUBMITTED", "50%")]

    world.add(2)
    assert told(await take(former, 1)) == [(2, None, "SUBMITTED", "0%")]
    for stream in (former, owner, everybodys):
        await stream.aclose()


async def test_it_looks_by_itself_while_somebody_watches(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    await take(stream, 1)
    world.foreign(1, progress="40%")
    assert told(await take(stream, 1)) == [(1, "SUBMITTED", "SUBMITTED", "40%")]
    await stream.aclose()


async def test_rows_that_are_deleted_are_no_trouble(world: World) -> None:
    for id_ in (1, 2):
        world.add(id_)
    stream = world.follow(ALICE)
    cursor = (await take(stream, 2))[-1].cursor
    await stream.aclose()
    await world.change(1, progress="10%")
    await world.change(2, progress="20%")
    outside(world.place, "DELETE FROM midjourneys WHERE id = 1")
    await world.watcher.tick()

    back = world.follow(ALICE, after=cursor)
    heard = await take(back, 1)
    # The log in memory has the whole task, the one in the table what changes of it.
    heard += await take(back, 1) if heard[0].update.task.id == 1 else []
    assert told(heard)[-1] == (2, "SUBMITTED", "SUBMITTED", "20%")
    outside(world.place, "DELETE FROM midjourneys")
    await world.watcher.tick()
    world.add(3)
    await world.watcher.tick()
    assert told(await take(back, 1)) == [(3, None, "SUBMITTED", "0%")]
    await back.aclose()


async def test_what_our_own_updater_has_told_is_not_told_again(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    await take(stream, 1)
    head = await world.log.head()
    for percent in range(1, 20):
        await asyncio.gather(world.change(1, progress=f"{percent}%"), world.watcher.tick())
    await world.watcher.tick()

    assert await world.log.head() == head + 19
    assert [d.update.task.progress for d in await take(stream, 19)] == [f"{n}%" for n in range(1, 20)]
    await stream.aclose()


async def test_a_change_that_was_found_before_its_updater_told_it_is_told_once(newapi_file: Place) -> None:
    outside(newapi_file, "DELETE FROM midjourneys")
    async with running(newapi_file, FakeClock()) as world:
        world.add(1)
        stream = world.follow(ALICE)
        await take(stream, 1)
        world.foreign(1, progress="10%")
        await world.watcher.tick()
        [found] = await take(stream, 1)
        head = await world.log.head()
        world.log.committed([found.update])
        assert await world.log.head() == head
        await stream.aclose()


async def test_changes_of_a_pause_are_there_for_those_alone_who_come_back(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    cursor = (await take(stream, 1))[0].cursor
    await stream.aclose()
    world.clock.pass_(300)
    world.foreign(1, progress="40%")
    world.add(2, status="SUCCESS", progress="100%")

    fresh = world.follow(ALICE)
    assert told(await take(fresh, 1)) == [(1, None, "SUBMITTED", "40%")]
    back = world.follow(ALICE, after=cursor)
    assert sorted(told(await take(back, 2))) == [
        (1, "SUBMITTED", "SUBMITTED", "40%"),
        (2, None, "SUCCESS", "100%"),
    ]
    await world.change(1, progress="50%")
    assert told(await take(fresh, 1)) == told(await take(back, 1))
    await fresh.aclose()
    await back.aclose()


async def test_after_a_long_pause_an_attached_gateway_asks_to_resync(newapi_file: Place) -> None:
    outside(newapi_file, "DELETE FROM midjourneys")
    clock = FakeClock()
    async with running(newapi_file, clock) as world:
        world.add(1)
        stream = world.follow(ALICE)
        cursor = (await take(stream, 1))[0].cursor
        await stream.aclose()
        clock.pass_(601)
        world.foreign(1, progress="40%")
        with pytest.raises(Resync):
            await take(world.follow(ALICE, after=cursor), 1)


async def test_gateways_on_one_file_tell_a_change_once_and_each_others_too(
    own_place: Place, clock: FakeClock
) -> None:
    async with running(own_place, clock) as one, running(own_place, clock) as other:
        one.add(1)
        streams = [world.follow(ALICE) for world in (one, other)]
        for stream in streams:
            await take(stream, 1)
        for percent in range(1, 8):
            one.foreign(1, progress=f"{percent}%")
            await asyncio.gather(one.watcher.tick(), other.watcher.tick())
        await other.change(1, status="SUCCESS", progress="100%")
        for stream in streams:
            heard = await take(stream, 8)
            assert [d.update.task.progress for d in heard] == [*(f"{n}%" for n in range(1, 8)), "100%"]
            await stream.aclose()
        assert await fetch(one.database, "SELECT count(*) FROM mj_gateway_updates") == [(8,)]


async def test_a_restart_finds_what_has_changed_since_the_log_was_written(
    own_place: Place, clock: FakeClock
) -> None:
    async with running(own_place, clock) as world:
        for id_ in (1, 2):
            world.add(id_)
        stream = world.follow(ALICE)
        cursor = (await take(stream, 2))[-1].cursor
        await world.change(1, progress="10%")
        await stream.aclose()
    world.foreign(1, status="SUCCESS", progress="100%")
    async with running(own_place, clock) as world:
        back = world.follow(ALICE, after=cursor)
        assert told(await take(back, 2)) == [
            (1, "SUBMITTED", "SUBMITTED", "10%"),
            (1, "SUBMITTED", "SUCCESS", "100%"),
        ]
        await back.aclose()


async def renamed(place: Place, table: str, name: str) -> None:
    # In a thread: a server waits for reads of ours, which go on in the loop.
    await asyncio.to_thread(outside, place, f"ALTER TABLE {table} RENAME TO {name}")


async def test_a_look_that_failed_is_made_up_for(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    await take(stream, 1)
    world.foreign(1, progress="10%")
    await renamed(world.place, "midjourneys", "away")
    with pytest.raises(Unavailable):
        await world.watcher.tick()
    await renamed(world.place, "away", "midjourneys")
    await world.watcher.tick()
    assert told(await take(stream, 1)) == [(1, "SUBMITTED", "SUBMITTED", "10%")]
    await stream.aclose()


@pytest.mark.parametrize("site", ["sqlite-attached", "sqlite-standalone"], indirect=True)
async def test_tasks_are_found_by_index(world: World) -> None:
    world.add(1)
    await world.watcher.tick()
    with counted() as statements:
        await world.watcher.tick()
        for viewer, wanted in ((ALICE, MINE), (ADMIN, EVERYBODYS)):
            stream = world.follow(viewer, wanted)
            await take(stream, 1)
            await stream.aclose()

    # The unit of the times is found out from the newest rows, once.
    looked_at = [s for s in statements if "FROM midjourneys" in s and "midjourneys.submit_time \n" not in s]
    assert len(looked_at) >= 6
    for statement in looked_at:
        plan = outside(world.place, f"EXPLAIN QUERY PLAN {statement.replace('?', '1')}")
        steps = [step[3] for step in plan]
        assert not [step for step in steps if step.startswith("SCAN midjourneys")], (statement, steps)
        assert (
            "<" not in statement
            or any("_progress (progress<?)" in step for step in steps)
            or (any("_user_id" in step for step in steps))
        ), (statement, steps)


async def test_nobody_who_watches_costs_no_statement(own_place: Place, clock: FakeClock) -> None:
    world = await world_on(own_place, clock)
    assert isinstance(world.log, TableLog)
    with counted() as statements:
        await world.hub.tick()
    assert statements == []
    await world.database.close()


async def test_what_the_log_has_said_is_not_compared_with_it_again(world: World) -> None:
    texts = dict.fromkeys(("image_url", "video_url", "fail_reason"), "")
    world.add(1, code=1, channel_id=1, start_time=0, finish_time=0, **texts)
    stream = world.follow(ADMIN, EVERYBODYS)
    await take(stream, 1)
    await world.change(1, progress="40%")
    await take(stream, 1)
    with counted() as made:
        await world.watcher.tick()
    assert made
    whole_rows = [each for each in made if "prompt" in each and "mj_gateway_updates" not in each]
    assert not whole_rows  # the hub alone may read them, with the log
    await stream.aclose()


async def test_what_the_hub_hears_late_makes_nothing_new(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    await take(stream, 1)
    begin = await world.log.head()
    await world.change(1, progress="10%")
    await world.change(1, progress="20%")
    for _ in range(2):
        await world.watcher.tick()
    head = await world.log.head()

    for entry in await world.log.after(begin, 10):
        assert entry.update
        world.watcher.note(entry.offset, entry.update.task)
        await world.watcher.tick()

    assert await world.log.head() == head
    await stream.aclose()
