"""Redis Streams: what is heard of changes after Redis was away, and how listening ends."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from gql.live.wire.streams import StreamWire
from gql.live.wire.wire import Notice
from tests.allowance.redis_server import redis_server
from tests.live.wire.test_wires import DEADLINE_SECONDS, listening, told, updates


async def test_what_is_told_while_redis_is_away_arrives_when_it_is_back(tmp_path: Path) -> None:
    redis = AsyncExitStack()
    port = await redis.enter_async_context(redis_server(tmp_path))
    ours, other = (StreamWire(f"redis://127.0.0.1:{port}") for _ in range(2))
    async with redis, listening(ours) as heard_here, listening(other) as heard:
        ours.after(updates(1))
        assert await told(heard) == [Notice(1, 3)]
        await redis.aclose()

        ours.after(updates(2))
        async with redis_server(tmp_path, port):
            assert await told(heard) == ()  # something may have been missed
            assert await told(heard) == [Notice(2, 3)]
            ours.after(updates(3))
            assert await told(heard) == [Notice(3, 3)]
            assert await told(heard_here) == ()
            assert ours.live
            assert other.live


async def test_listening_ends_also_where_it_is_cancelled_while_it_writes_to_redis(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as port:
        for _ in range(20):
            ours, other = (StreamWire(f"redis://127.0.0.1:{port}") for _ in range(2))
            async with asyncio.timeout(DEADLINE_SECONDS), listening(ours), listening(other) as heard:
                ours.after(updates(1))
                await told(heard)
