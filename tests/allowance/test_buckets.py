import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gql.allowance.bucket import Buckets, MemoryBuckets, Outcome, Rate
from gql.allowance.shared import RETRY_SECONDS, RedisBuckets
from tests.allowance.clock import Clock
from tests.allowance.redis_server import redis_server
from tests.servers.process import free_port

RATE = Rate(60)


@pytest.fixture(params=["memory", "redis"])
async def buckets(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Buckets]:
    """Buckets of 60 points of either kind."""
    if request.param == "memory":
        yield MemoryBuckets(RATE, Clock())
        return
    async with redis_server(tmp_path) as port:
        shared = RedisBuckets(f"redis://127.0.0.1:{port}/0", RATE)
        yield shared
        await shared.close()


def rounded(outcome: Outcome) -> tuple[bool, int]:
    return outcome.granted, round(outcome.left)


async def test_a_bucket_is_full_at_first_and_gives_what_it_has(buckets: Buckets) -> None:
    assert rounded(await buckets.take("a", 40)) == (True, 20)
    assert rounded(await buckets.take("a", 21)) == (False, 20)
    assert rounded(await buckets.take("a", 19)) == (True, 1)
    assert rounded(await buckets.take("b", 60)) == (True, 0)


async def test_what_is_put_back_is_there_but_never_more_than_a_full_bucket(buckets: Buckets) -> None:
    await buckets.take("a", 50)
    assert rounded(await buckets.take("a", -30)) == (True, 40)
    assert rounded(await buckets.take("a", -30)) == (True, 60)
    await buckets.close()


async def test_many_at_once_get_no_more_than_there_is(buckets: Buckets) -> None:
    outcomes = await asyncio.gather(*(buckets.take("a", 7) for _ in range(40)))
    assert sum(outcome.granted for outcome in outcomes) == 8


async def test_a_minute_restores_all_points_evenly() -> None:
    clock = Clock()
    buckets = MemoryBuckets(RATE, clock)
    await buckets.take("a", 60)
    clock.now += 10
    assert await buckets.take("a", 0) == Outcome(granted=True, left=10)
    clock.now += 3600
    assert await buckets.take("a", 0) == Outcome(granted=True, left=60)


async def test_redis_restores_points_by_its_own_clock(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as port, asyncio.timeout(30):
        buckets = RedisBuckets(f"redis://127.0.0.1:{port}/0", Rate(60_000))
        await buckets.take("a", 60_000)
        while (await buckets.take("a", 0)).left < 1:  # a millisecond restores one point
            pass
        await buckets.close()


async def test_processes_share_the_buckets_of_a_redis(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as port:
        one, other = (RedisBuckets(f"redis://127.0.0.1:{port}/0", RATE) for _ in range(2))
        await one.take("a", 50)
        assert not (await other.take("a", 20)).granted
        await one.close()
        await other.close()


async def test_memory_forgets_the_accounts_that_were_not_used_for_longest() -> None:
    buckets = MemoryBuckets(RATE, Clock(), kept=2)
    for account in ("a", "b", "a", "c"):
        await buckets.take(account, 30)
    assert [*buckets._buckets] == ["a", "c"]


async def test_while_redis_is_away_memory_counts_and_the_log_says_so(tmp_path: Path) -> None:
    clock, port = Clock(), free_port()
    buckets = RedisBuckets(f"redis://127.0.0.1:{port}/0", RATE, MemoryBuckets(RATE, clock), clock)
    with capture_logs() as logs:
        assert rounded(await buckets.take("a", 40)) == (True, 20)
        assert rounded(await buckets.take("a", 40)) == (False, 20)
        async with redis_server(tmp_path, port):
            assert not (await buckets.take("a", 40)).granted
            clock.now += RETRY_SECONDS
            assert rounded(await buckets.take("a", 40)) == (True, 20)
            assert rounded(await buckets.take("a", 20)) == (True, 0)
        assert (await buckets.take("a", 0)).granted
        await buckets.close()
    assert [entry["event"] for entry in logs] == ["redis_away", "redis_back", "redis_away"]
    assert all(str(port) not in str(entry) for entry in logs)
