"""What wakes other gateways: what they hear, and what becomes of it when the connection is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from gql.live.wire.notify import NotifyWire
from gql.live.wire.wire import NOTICES_AT_ONCE, Notice, Signature, Wire
from gql.storage.database import Database, open_database
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from tests.servers.sites import Sites
from tests.servers.statements import on_server
from tests.tasks.rows import make_task

DEADLINE_SECONDS = 60
Heard = asyncio.Queue[Sequence[Notice]]


def updates(*ids: int) -> list[TaskUpdate]:
    tasks = (make_task(id=id_, user_id=3) for id_ in ids)
    return [TaskUpdate(task, None, TaskUpdateKind.PROGRESSED) for task in tasks]


@asynccontextmanager
async def listening(wire: Wire) -> AsyncIterator[Heard]:
    """Run a wire while the block lasts, and give what it hears; at first nothing, when it is connected."""
    heard: Heard = asyncio.Queue()
    wire.listeners.append(heard.put_nowait)
    running = asyncio.create_task(wire.run())
    try:
        assert await told(heard) == ()
        yield heard
    finally:
        running.cancel()
        await asyncio.wait({running})


async def told(heard: Heard) -> Sequence[Notice]:
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await heard.get()


def notifying(database: Database, wire: NotifyWire, *ids: int) -> Callable[[], Awaitable[None]]:
    return lambda: database.write(lambda connection: wire.within(connection, updates(*ids)))


def wire_of(database: Database) -> NotifyWire:
    assert database.notices
    return NotifyWire(database.notices)


async def test_notices_come_with_the_commit_and_again_after_a_connection_was_lost(sites: Sites) -> None:
    with sites.filled("postgresql-standalone") as place:
        assert isinstance(place, str)
        database = await open_database(place)
        ours, other = wire_of(database), wire_of(database)
        async with listening(ours) as heard_here, listening(other) as heard:
            await notifying(database, ours, 1, 2)()
            assert await told(heard) == [Notice(1, 3), Notice(2, 3)]

            on_server(
                place,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%' AND datname = current_database()",
            )
            assert await told(heard) == ()  # something may have been missed
            await notifying(database, ours, 5)()
            assert await told(heard) == [Notice(5, 3)]
            assert await told(heard_here) == ()
            assert heard_here.empty()
        await database.close()


async def test_notices_of_many_tasks_fit_into_what_postgresql_takes(sites: Sites) -> None:
    assert all(len(text) < 8000 for text in Signature().texts(updates(*[2**63 - 1] * 1000)))
    with sites.filled("postgresql-standalone") as place:
        assert isinstance(place, str)
        database = await open_database(place)
        async with listening(wire_of(database)) as heard:
            await notifying(database, wire_of(database), *range(1, 2 * NOTICES_AT_ONCE + 1))()
            told_of = [notice.task_id for notice in [*await told(heard), *await told(heard)]]
            assert told_of == [*range(1, 2 * NOTICES_AT_ONCE + 1)]
        await database.close()


def test_what_others_write_is_read_as_far_as_it_is_numbers() -> None:
    signature = Signature()
    [text] = signature.texts(updates(7))
    assert signature.read(text) is None
    assert Signature().read(text) == [Notice(7, 3)]
    assert Signature().read("") == []
    assert Signature().read("x 1:2 a:b 3 :4 9999999999999999999999:1 ٣:1") == [Notice(1, 2)]
