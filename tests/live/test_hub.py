import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gql.errors import CursorInvalid, Forbidden, NotFound, TokenInvalid
from gql.identity.model import Role, User, Viewer
from gql.identity.repository import Account
from gql.live.cursor import encode
from gql.live.errors import Resync
from gql.live.repository import LiveTasks
from gql.live.wanted import Wanted
from gql.tasks.journal import TaskUpdateKind
from gql.tasks.model import Task
from gql.tasks.search import TaskFilter
from gql.tasks.words import TaskStatus
from tests.clock import FakeClock
from tests.live.world import (
    ADMIN,
    ALICE,
    BOB,
    EVERYBODYS,
    MINE,
    World,
    running,
    session_of,
    take,
    the_rest,
    told,
)
from tests.servers.sites import Place


async def test_a_subscriber_is_told_the_state_and_then_each_change(world: World) -> None:
    world.add(1)
    world.add(2, status="IN_PROGRESS", progress="30%")
    world.add(3, status="SUCCESS", progress="100%")
    world.add(4, user_id=4)
    stream = world.follow(ALICE)

    state = await take(stream, 2)
    assert told(state) == [(1, None, "SUBMITTED", "0%"), (2, None, "IN_PROGRESS", "30%")]
    assert [d.update.kind for d in state] == [TaskUpdateKind.CREATED, TaskUpdateKind.PROGRESSED]
    assert [bool(d.cursor) for d in state] == [False, True]

    await world.change(1, status="IN_PROGRESS", progress="5%")
    await world.change(4, progress="5%")
    await world.change(2, status="SUCCESS", progress="100%")
    changes = await take(stream, 2)
    assert told(changes) == [
        (1, "SUBMITTED", "IN_PROGRESS", "5%"),
        (2, "IN_PROGRESS", "SUCCESS", "100%"),
    ]
    assert [d.update.kind for d in changes] == [TaskUpdateKind.PROGRESSED, TaskUpdateKind.FINISHED]
    assert all(d.cursor for d in changes)
    await stream.aclose()


class LateTasks(LiveTasks):
    """Reads after something has come in between."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def unfinished(self, *asked: Any, **how: Any) -> tuple[list[Task], int]:
        await self._wait()
        return await super().unfinished(*asked, **how)

    async def newest(self, *asked: Any, **how: Any) -> tuple[list[Task], int]:
        await self._wait()
        return await super().newest(*asked, **how)

    async def _wait(self) -> None:
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            await meanwhile()


@pytest.mark.parametrize("wanted", [MINE, Wanted(mj_id="mj1")], ids=["mine", "one"])
async def test_a_state_that_was_read_late_is_followed_by_nothing_older(
    place: Place, clock: FakeClock, wanted: Wanted
) -> None:
    async with running(place, clock, LateTasks) as world:
        world.add(1)
        assert isinstance(world.tasks, LateTasks)
        before = world.follow(ALICE)
        await take(before, 1)

        async def changed() -> None:
            for progress in ("10%", "20%"):
                await world.change(1, progress=progress)

        world.tasks.meanwhile = changed
        stream = world.follow(ALICE, wanted)
        heard = await take(stream, 1)
        await world.change(1, progress="30%")
        heard += await take(stream, 1)
        assert [delivered.update.task.progress for delivered in heard] == ["20%", "30%"]
        for each in (before, stream):
            await each.aclose()


async def test_who_comes_back_with_a_cursor_is_told_all_that_followed_it(world: World) -> None:
    for id_ in (1, 2):
        world.add(id_)
    stream = world.follow(ALICE)
    cursor = (await take(stream, 2))[-1].cursor
    await stream.aclose()
    for percent in range(10, 60, 10):
        await world.change(1 + percent % 20 // 10, progress=f"{percent}%")

    back = world.follow(ALICE, after=cursor)
    replayed = await take(back, 5)
    assert [d.update.task.progress for d in replayed] == ["10%", "20%", "30%", "40%", "50%"]
    await world.change(1, progress="60%")
    assert told(await take(back, 1)) == [(1, "SUBMITTED", "SUBMITTED", "60%")]
    await back.aclose()

    once_more = world.follow(ALICE, after=replayed[2].cursor)
    assert [d.update.task.progress for d in await take(once_more, 3)] == ["40%", "50%", "60%"]
    await once_more.aclose()


async def test_the_one_task_that_is_wanted_completes_the_stream(world: World) -> None:
    world.add(1, mj_id="same", user_id=4)
    world.add(2, mj_id="same")
    one = world.follow(ALICE, Wanted(mj_id="same"))
    assert told(await take(one, 1)) == [(2, None, "SUBMITTED", "0%")]

    await world.change(1, status="SUCCESS", progress="100%")
    await world.change(2, progress="50%")
    await world.change(2, status="FAILURE", progress="100%")
    rest = await the_rest(one)
    assert told(rest) == [(2, "SUBMITTED", "SUBMITTED", "50%"), (2, "SUBMITTED", "FAILURE", "100%")]

    ended = await the_rest(world.follow(ALICE, Wanted(mj_id="same")))
    assert [(d.update.task.status, d.update.kind) for d in ended] == [("FAILURE", TaskUpdateKind.FINISHED)]
    assert told(await the_rest(world.follow(ALICE, Wanted(mj_id="same"), rest[0].cursor))) == told(rest[1:])
    late = await the_rest(world.follow(ALICE, Wanted(mj_id="same"), rest[1].cursor))
    assert told(late) == [(2, None, "FAILURE", "100%")]


@pytest.mark.parametrize("after", [False, True])
async def test_a_task_that_is_not_there_or_not_ones_own_is_not_found(world: World, after: bool) -> None:
    world.add(1, mj_id="of alice")
    cursor = encode(await world.log.epoch(), 0) if after else None
    assert await take(world.follow(ADMIN, Wanted(mj_id="of alice"), None), 1)
    for viewer, mj_id in ((BOB, "of alice"), (ADMIN, "nobody's")):
        with pytest.raises(NotFound):
            await take(world.follow(viewer, Wanted(mj_id=mj_id), cursor), 1)


async def test_only_admins_hear_of_everybodys_tasks_and_only_as_long_as_they_are(world: World) -> None:
    world.add(1)
    world.add(2, user_id=4)
    with pytest.raises(Forbidden):
        world.follow(ALICE, EVERYBODYS)
    with pytest.raises(Forbidden):
        world.follow(ALICE, Wanted(filter=TaskFilter(channel_ids=(1,))))
    session = session_of(ADMIN)
    stream = world.hub.follow(session, EVERYBODYS)
    assert len(await take(stream, 2)) == 2

    session.viewer = Viewer(User(2, "admin", Role.USER), Role.USER)
    await world.change(1, progress="10%")
    with pytest.raises(Forbidden):
        await take(stream, 1)


async def test_who_is_no_admin_any_more_is_cut_off_though_nothing_changes(world: World) -> None:
    world.add(1)
    session = session_of(ADMIN)
    stream = world.hub.follow(session, EVERYBODYS)
    await take(stream, 1)
    waiting = asyncio.create_task(take(stream, 1))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()

    session.look_at(Account(User(2, "admin", Role.USER), "token", 1, deleted=False), 1.0)

    with pytest.raises(Forbidden):
        await waiting
    assert session.error is None
    assert not session.watchers


async def test_a_filter_is_tested_on_the_task_as_it_is_after_the_change(world: World) -> None:
    world.add(1)
    world.add(2, status="IN_PROGRESS", progress="1%")
    stream = world.follow(ALICE, Wanted(filter=TaskFilter(statuses=(TaskStatus.IN_PROGRESS,))))
    assert told(await take(stream, 1)) == [(2, None, "IN_PROGRESS", "1%")]

    await world.change(2, status="SUCCESS", progress="100%")
    await world.change(1, status="IN_PROGRESS", progress="7%")
    assert told(await take(stream, 1)) == [(1, "SUBMITTED", "IN_PROGRESS", "7%")]
    await stream.aclose()


@pytest.mark.parametrize("waiting", [False, True])
async def test_an_ended_session_ends_its_stream_with_the_reason(world: World, waiting: bool) -> None:
    world.add(1)
    session = session_of(ALICE)
    stream = world.hub.follow(session, MINE)
    await take(stream, 1)
    if not waiting:
        await world.change(1, progress="10%")
        await world.hub.tick()
    session.end(TokenInvalid())
    with pytest.raises(TokenInvalid):
        await take(stream, 1)
    assert not session.listeners | session.watchers


async def test_who_was_cut_off_is_told_nothing_of_the_past(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    cursor = (await take(stream, 1))[0].cursor
    await world.change(1, progress="10%")
    session = session_of(ALICE)
    back = world.hub.follow(session, MINE, cursor)
    session.end(TokenInvalid())
    with pytest.raises(TokenInvalid):
        await take(back, 1)
    await stream.aclose()


async def test_a_closed_hub_ends_every_stream_by_itself(world: World) -> None:
    world.add(1)
    streams = [world.follow(ALICE) for _ in range(3)]
    for stream in streams:
        await take(stream, 1)
    world.hub.close()
    for stream in streams:
        assert await the_rest(stream) == []
    assert world.hub.closed
    assert await the_rest(world.follow(ALICE)) == []


async def test_a_cursor_that_leads_nowhere_is_refused(world: World) -> None:
    epoch = await world.log.epoch()
    head = await world.log.head()
    for text in ("nonsense", encode(epoch, 1)[:-1], encode(epoch, -1), "ä", encode(epoch, 2**63)):
        with pytest.raises(CursorInvalid, match=r"^after "):
            world.follow(ALICE, after=text)
    for cursor in (encode(epoch, head + 5), encode("other", 0)):
        with pytest.raises(Resync):
            await take(world.follow(ALICE, after=cursor), 1)


async def test_a_state_of_many_pages_is_told_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.live.beginning.READ_AT_ONCE", 3)
    for id_ in range(1, 9):
        world.add(id_)
    stream = world.follow(ADMIN, EVERYBODYS)
    first = await take(stream, 2)
    for id_ in (1, 8):
        await world.change(id_, progress="9%")
    rest = await take(stream, 6)

    assert [d.update.task.id for d in [*first, *rest]] == [*range(1, 9)]
    await world.change(2, progress="10%")
    after = told(await take(stream, 2))
    # The last task was read after its change, which is not told again.
    assert after == [(1, "SUBMITTED", "SUBMITTED", "9%"), (2, "SUBMITTED", "SUBMITTED", "10%")]
    assert rest[-1].update.task.progress == "9%"
    await stream.aclose()


async def test_the_log_keeps_working_for_the_next_when_the_last_has_gone(world: World) -> None:
    world.add(1)
    for percent in (10, 20):
        stream = world.follow(ALICE)
        await take(stream, 1)
        await world.change(1, progress=f"{percent}%")
        assert told(await take(stream, 1)) == [(1, "SUBMITTED", "SUBMITTED", f"{percent}%")]
        await stream.aclose()


async def test_who_follows_a_log_that_lost_track_is_told_to_resync(world: World) -> None:
    world.add(1)
    stream = world.follow(ALICE)
    await take(stream, 1)
    for _ in range(12):
        await world.change(1, progress="1%")
    world.hub._position = -1
    await world.hub.tick()
    with pytest.raises(Resync):
        await take(stream, 1)

    again = world.follow(ALICE)
    assert len(await take(again, 1)) == 1
    await again.aclose()
