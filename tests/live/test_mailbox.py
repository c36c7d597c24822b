import pytest

from gql.live.audience import Audience
from gql.live.errors import Resync
from gql.live.log import Entry
from gql.live.mailbox import LIMIT, MERGED_FROM, Mailbox
from gql.live.subscriber import Subscriber
from gql.live.wanted import Wanted
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from tests.live.world import ADMIN, ALICE, BOB, EVERYBODYS, MINE, session_of
from tests.tasks.rows import make_task


def entry(offset: int, task_id: int) -> Entry:
    task = make_task(id=task_id, user_id=3, mj_id=f"mj{task_id}", progress=str(offset))
    return Entry(offset, TaskUpdate(task, str(offset - 1), TaskUpdateKind.PROGRESSED))


def emptied(mailbox: Mailbox) -> list[tuple[int, int, str | None]]:
    taken = [mailbox.take() for _ in range(len(mailbox))]
    return [(e.offset, e.update.task.id, e.update.previous_status) for e in taken if e.update]


def test_a_quick_reader_gets_every_update_in_order() -> None:
    mailbox = Mailbox()
    for offset in range(1, MERGED_FROM + 1):
        mailbox.put(entry(offset, offset % 3), offset % 3)
    assert [offset for offset, *_ in emptied(mailbox)] == [*range(1, MERGED_FROM + 1)]


def test_a_slow_reader_gets_the_newest_of_each_task_in_the_order_of_offsets() -> None:
    mailbox = Mailbox()
    for offset in range(1, 1001):
        mailbox.put(entry(offset, offset % 3), offset % 3)
    assert len(mailbox) == MERGED_FROM
    taken = emptied(mailbox)
    assert [offset for offset, *_ in taken] == sorted(offset for offset, *_ in taken)
    assert taken[-3:] == [(998, 2, "61"), (999, 0, "62"), (1000, 1, "63")]
    mailbox.put(entry(1001, 1), 1)
    assert emptied(mailbox) == [(1001, 1, "1000")]


async def test_a_reader_far_too_slow_is_ended_and_holds_nothing() -> None:
    subscriber = Subscriber(session_of(ADMIN), EVERYBODYS)
    for offset in range(1, LIMIT + 3):
        task = make_task(id=offset)
        subscriber.offer(Entry(offset, TaskUpdate(task, None, TaskUpdateKind.CREATED)), task)
    assert len(subscriber._mailbox) == 0
    with pytest.raises(Resync):
        await subscriber.take()


def test_an_update_touches_those_alone_whom_it_concerns() -> None:
    audience = Audience()
    alice, bob, admin, one, other = (
        Subscriber(session_of(viewer), wanted)
        for viewer, wanted in (
            (ALICE, MINE),
            (BOB, MINE),
            (ADMIN, EVERYBODYS),
            (ALICE, Wanted(mj_id="mj1")),
            (ALICE, Wanted(mj_id="mj2")),
        )
    )
    everyone = [alice, bob, admin, one, other]
    for subscriber in everyone:
        audience.add(subscriber)
    assert set(audience) == set(everyone)
    assert set(audience.concerned(make_task(id=1, user_id=3, mj_id="mj1"))) == {alice, admin, one}
    for subscriber in everyone:
        assert audience
        audience.remove(subscriber)
    assert not audience
