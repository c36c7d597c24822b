import pytest

from gql.live.errors import Resync
from gql.live.log import CHANGING, as_it_is, state_of, with_state
from gql.live.memory import MemoryLog
from gql.live.table import TableLog
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from gql.tasks.model import Task
from tests.clock import FakeClock
from tests.live.world import World, world_on
from tests.servers.sites import Place
from tests.storage.statements import fetch, outside
from tests.tasks.rows import make_task


def update(number: int, task_id: int = 1) -> TaskUpdate:
    task = make_task(id=task_id, user_id=3, status="IN_PROGRESS", progress=f"{number}")
    return TaskUpdate(task, "SUBMITTED", TaskUpdateKind.PROGRESSED)


async def write(world: World, *updates: TaskUpdate) -> None:
    """Write updates as a transaction does that changes tasks."""
    if isinstance(world.log, TableLog):
        await world.database.write(lambda connection: world.log.write(connection, updates))
    world.log.committed(updates)


async def progress_after(world: World, offset: int, limit: int = 20_000) -> list[str]:
    entries = await world.log.after(offset, limit)
    offsets = [entry.offset for entry in entries]
    assert offsets == sorted(set(offsets))
    return [entry.update.task.progress for entry in entries if entry.update]


async def test_updates_are_read_in_their_order_after_any_of_them(place: Place, clock: FakeClock) -> None:
    world = await world_on(place, clock)
    heard: list[int] = []
    world.log.listeners.append(lambda: heard.append(1))
    world.add(1, user_id=3)
    start = await world.log.head()
    await write(world, update(1), update(2))
    await write(world, update(3))

    assert len(heard) == 2
    assert await world.log.head() == start + 3
    assert await progress_after(world, start) == ["1", "2", "3"]
    assert await progress_after(world, start + 1, 1) == ["2"]
    assert await progress_after(world, start + 3) == []
    assert await world.log.task_ids() == {1}
    assert await world.log.epoch() == await world.log.epoch()
    await world.database.close()


async def test_the_last_10_minutes_and_10000_updates_are_kept(place: Place, clock: FakeClock) -> None:
    world = await world_on(place, clock)
    world.add(1)
    for start in range(0, 12_000, 100):
        await write(world, *(update(number) for number in range(start, start + 100)))
    head = await world.log.head()
    assert await progress_after(world, head - 10_000) == [str(n) for n in range(2_000, 12_000)]
    with pytest.raises(Resync):
        await world.log.after(head - 11_000, 1)

    clock.pass_(601)
    for start in range(0, 6_000, 100):
        await write(world, *(update(number) for number in range(start, start + 100)))
    assert len(await progress_after(world, head)) == 6_000
    with pytest.raises(Resync):
        await world.log.after(head - 1_000, 1)
    await world.database.close()


async def test_an_update_of_a_transaction_that_fails_is_none(own_place: Place, clock: FakeClock) -> None:
    world = await world_on(own_place, clock)

    async def work(connection: object) -> None:
        await world.log.write(connection, [update(1)])  # type: ignore[arg-type]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await world.database.write(work)
    assert (await world.log.head(), await progress_after(world, 0)) == (0, [])
    await world.database.close()


async def test_the_table_survives_a_restart_with_its_name(own_place: Place, clock: FakeClock) -> None:
    names = set()
    for number in (1, 2):
        world = await world_on(own_place, clock)
        if number == 1:
            world.add(1)
        await write(world, update(number))
        names.add(await world.log.epoch())
        assert await progress_after(world, 0) == ["1", "2"][:number]
        await world.database.close()
    assert len(names) == 1


async def test_memory_has_another_name_in_every_process(newapi_file: Place, clock: FakeClock) -> None:
    worlds = [await world_on(newapi_file, clock) for _ in range(2)]
    assert all(isinstance(world.log, MemoryLog) for world in worlds)
    assert len({await world.log.epoch() for world in worlds}) == 2
    for world in worlds:
        await world.database.close()


async def test_a_row_of_the_log_and_a_row_of_tasks_make_the_task_as_it_was(
    own_place: Place, clock: FakeClock
) -> None:
    world = await world_on(own_place, clock)
    world.add(1, prompt="猫", quota=5, channel_id=7)
    then = await world.task(1)
    await write(world, as_it_is(then))
    world.foreign(1, status="SUCCESS", progress="100%", buttons="[]", image_url="x")

    [entry] = await world.log.after(0, 10)
    assert entry.update
    assert entry.update.task == then
    assert entry.update.kind is TaskUpdateKind.CREATED
    await world.database.close()


def test_every_column_of_a_task_is_told_or_fixed() -> None:
    task = make_task(id=1, status="é", properties='{"a":1}', finish_time=2**63 - 1)
    fixed = {name: getattr(task, name) for name in Task.__slots__ if name not in CHANGING}
    assert with_state(make_task(**fixed), state_of(task)) == task


def test_a_column_that_a_newer_version_tells_is_passed_over() -> None:
    assert with_state(make_task(id=1), '{"status":"SUCCESS","mood":"good"}').status == "SUCCESS"


@pytest.mark.parametrize(
    ("status", "progress", "kind"),
    [
        ("", "", "CREATED"),
        ("SUBMITTED", "0%", "CREATED"),
        ("NOT_START", "", "CREATED"),
        ("SUBMITTED", "3%", "PROGRESSED"),
        ("IN_PROGRESS", "0%", "PROGRESSED"),
        ("IN_PROGRESS", "100%", "FINISHED"),
        ("CANCEL", "50%", "FINISHED"),
    ],
)
def test_a_state_is_told_by_how_far_the_task_is(status: str, progress: str, kind: str) -> None:
    told = as_it_is(make_task(status=status, progress=progress))
    assert (told.kind.value, told.previous_status) == (kind, None)


async def test_ids_of_the_log_are_never_given_again(own_place: Place, clock: FakeClock) -> None:
    world = await world_on(own_place, clock)
    await write(world, update(1), update(2))
    outside(own_place, "DELETE FROM mj_gateway_updates")
    await write(world, update(3))
    assert await world.log.head() == 3
    assert await fetch(world.database, "SELECT id FROM mj_gateway_updates") == [(3,)]
    await world.database.close()
