"""Buckets that several processes share, in Redis."""

import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from structlog import get_logger

from gql.allowance.bucket import Buckets, MemoryBuckets, Outcome, Rate

log = get_logger(__name__)

PATIENCE_SECONDS = 0.5
RETRY_SECONDS = 5.0
PREFIX = "mj-gateway:allowance:"

# Redis runs a script as a whole and by its own clock: processes don't race, and need not agree on the time.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local capacity, per_second, points = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local bucket = redis.call('HMGET', KEYS[1], 'left', 'since')
local left = tonumber(bucket[1]) or capacity
left = math.min(left + (now - (tonumber(bucket[2]) or now)) * per_second, capacity)
local granted = points <= left
if granted then left = math.min(left - points, capacity) end
redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left), 'since', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / per_second) * 1000)
return {granted and 1 or 0, string.format('%.6f', left)}
"""


class RedisBuckets:
    """Buckets in Redis; while it is away, those of `instead`."""

    def __init__(
        self,
        url: str,
        rate: Rate,
        instead: Buckets | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._instead = instead or MemoryBuckets(rate)
        self._clock = clock
        self._away_until: float | None = None
        self._redis = Redis.from_url(
            url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._take = self._redis.register_script(TAKE)

    async def take(self, account: str, points: float) -> Outcome:
        """See `Buckets`; Redis is asked again some seconds after it failed."""
        if self._away_until is not None and self._clock() < self._away_until:
            return await self._instead.take(account, points)
        try:
            arguments = [self._rate.points, self._rate.per_second, points]
            granted, left = await self._take(keys=[PREFIX + account], args=arguments)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("redis_away", fault=type(error).__name__, retry_seconds=RETRY_SECONDS)
            self._away_until = self._clock() + RETRY_SECONDS
            return await self._instead.take(account, points)
        if self._away_until is not None:
            log.info("redis_back")
            self._away_until = None
        return Outcome(bool(granted), float(left))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
