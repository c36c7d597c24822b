"""Processes that share a cache are killed again and again while they fill it: no wrong byte is served."""

import asyncio
import hashlib
import multiprocessing
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from gql.images.cache.cache import Cache
from tests.images.cache import filler
from tests.images.cache.sources import Source, stored

KILLS = int(os.environ.get("KILLS", "20"))
REQUESTS_A_KILL = 20
DEADLINE_SECONDS = 30

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.images.cache.filler"])


@dataclass
class Filler:
    """A process that fills, and what it has told."""

    process: BaseProcess
    receiver: Connection
    hits: int = 0
    misses: int = 0

    def hear(self) -> None:
        hit, right = self.receiver.recv()
        assert right, "a wrong byte was served"
        self.hits += hit
        self.misses += not hit

    def work(self, requests: int, then_seconds: float) -> None:
        for _ in range(requests):
            assert self.receiver.poll(DEADLINE_SECONDS), "the filler does nothing"
            self.hear()
        end = time.monotonic() + then_seconds
        while (left := end - time.monotonic()) > 0 and self.receiver.poll(left):
            self.hear()

    def kill(self) -> None:
        self.process.kill()
        self.process.join(DEADLINE_SECONDS)
        assert self.process.exitcode == -9
        try:
            while True:
                self.hear()
        except EOFError:
            self.receiver.close()


def started(folder: Path, seed: int) -> Filler:
    receiver, teller = forks.Pipe(duplex=False)
    process = forks.Process(target=filler.run, args=(folder, seed, teller))
    process.start()
    teller.close()
    return Filler(process, receiver)


def leftovers(folder: Path) -> int:
    """Make sure that each blob is what its name says; count what is there besides whole entries."""
    blobs = {path.parent.name + path.name: path for path in folder.glob("??/*")}
    for digest, path in blobs.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    with closing(sqlite3.connect(folder / "index-1.sqlite")) as index:
        assert index.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = {digest for (digest,) in index.execute("SELECT digest FROM blobs")}
    return len(blobs.keys() ^ rows) + len(list(folder.glob("filling-*")))


async def check_what_is_found(folder: Path) -> int:
    """Open the cache as the next process does: all that it finds is right, and nothing is left over."""
    cache = await Cache.open(folder, filler.LIMIT)
    assert leftovers(folder) == 0
    found = 0
    for key in range(filler.KEYS):
        if entry := await cache.find(str(key)):
            found += 1
            assert cache.path(entry).read_bytes() == filler.content(key)
    await cache.close()
    assert sum(path.stat().st_size for path in folder.glob("??/*")) <= filler.LIMIT
    return found


def test_killed_at_random_a_cache_serves_no_wrong_byte(tmp_path: Path) -> None:
    random = Random(6)  # noqa: S311 - no secret
    folder = tmp_path / "images"
    killed: list[Filler] = []
    found = left = 0
    for _ in range(KILLS // 2):
        both = [started(folder, random.randrange(2**31)) for _ in range(2)]
        for one in both:
            one.work(random.choice([1, 20, 60]), random.random() / 20)
        for one in both:
            one.kill()
        killed += both
        left += leftovers(folder)
        found += asyncio.run(check_what_is_found(folder))
    hits, misses = (sum(getattr(one, name) for one in killed) for name in ("hits", "misses"))
    print(f"\n{len(killed)} kills, {misses} fills, {hits} hits, {left} left half, {found} found again")  # noqa: T201 - how much was done
    assert len(killed) >= KILLS - 1
    assert min(hits, misses) >= KILLS * REQUESTS_A_KILL / 4
    assert hits + misses >= KILLS * REQUESTS_A_KILL
    assert left >= KILLS / 2
    assert found >= KILLS


async def test_what_a_living_process_fills_is_not_swept(tmp_path: Path) -> None:
    cache = await Cache.open(tmp_path, filler.LIMIT)
    source = Source(filler.content(50))
    async with cache.fill("key", source.open) as reader:
        other = await Cache.open(tmp_path, filler.LIMIT)
        await stored(other, "another", b"x")
        assert await reader.kept()
    assert await other.find("key") == await cache.find("key")
    assert await cache.find("another") == await other.find("another")
    await other.close()
    await cache.close()
