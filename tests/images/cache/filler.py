"""A process that fills a cache, and reads what is in it, until it is killed."""

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from gql.images.cache.cache import Cache
from tests.images.cache.sources import Source, body, served

KEYS = 60
LIMIT = 4 * 1024 * 1024
AT_ONCE = 4


def content(key: int) -> bytes:
    """What the cache is to have under a key: up to 400 KB, and the same for two keys each."""
    return body(key // 2, key // 2 * 13_500)


def run(folder: Path, seed: int, teller: Connection) -> None:
    """Serve requests until the end of the process, and tell of each whether it was a hit, and right."""
    asyncio.run(_run(folder, Random(seed), teller))  # noqa: S311 - no secret


async def _run(folder: Path, random: Random, teller: Connection) -> None:
    cache = await Cache.open(folder, LIMIT)

    async def go_on() -> None:
        while True:
            key = random.randrange(KEYS)
            source = Source(content(key), piece=random.choice([4_000, 64_000]))
            answer = await served(cache, str(key), source)
            teller.send((source.opened == 0, answer == source.content))

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))
