"""What becomes of pictures that are drawn, and of workers, when the server ends."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

import httpx
import pytest

from gql.images.thumbnails import process
from gql.images.thumbnails.errors import ThumbnailsBusy
from gql.images.thumbnails.thumbnails import Thumbnails
from tests.images.thumbnails.pictures import opened
from tests.images.thumbnails.workers import end_of, exists, pid_of, until


async def warm(picture: Path) -> tuple[Thumbnails, int]:
    thumbnails = Thumbnails()
    await thumbnails.measure(picture)
    return thumbnails, pid_of(thumbnails)


async def test_a_worker_ends_with_its_owner(picture: Path) -> None:
    thumbnails, pid = await warm(picture)
    await thumbnails.close()
    assert not exists(pid)


async def test_nothing_is_drawn_after_the_end(picture: Path) -> None:
    thumbnails = Thumbnails()
    await thumbnails.close()
    with pytest.raises(ThumbnailsBusy):
        await thumbnails.measure(picture)


async def test_who_is_drawn_for_and_who_waits_at_the_end_is_told_so(picture: Path) -> None:
    thumbnails, pid = await warm(picture)
    os.kill(pid, SIGSTOP)
    tasks = [asyncio.create_task(thumbnails.measure(picture)) for _ in range(3)]
    await until(lambda: thumbnails._waiting == 2)
    await thumbnails.close()
    for task in tasks:
        with pytest.raises(ThumbnailsBusy):
            await task
    assert not exists(pid)


async def test_a_worker_that_is_starting_at_the_end_is_killed(picture: Path) -> None:
    thumbnails = Thumbnails()
    task = asyncio.create_task(thumbnails.measure(picture))
    await until(thumbnails._turns.locked)
    await thumbnails.close()
    with pytest.raises(ThumbnailsBusy):
        await task
    assert (thumbnails._idle, thumbnails._busy) == ([], set())


async def test_a_worker_that_does_not_end_is_killed(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "END_SECONDS", 0.1)
    thumbnails, pid = await warm(picture)
    os.kill(pid, SIGSTOP)
    await thumbnails.close()
    assert not exists(pid)


@dataclass(frozen=True)
class Server:
    process: asyncio.subprocess.Process
    lines: asyncio.StreamReader
    port: int
    worker: int


@asynccontextmanager
async def served(picture: Path) -> AsyncIterator[Server]:
    """Run a server in a process group of its own, which has ended after the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.images.thumbnails.server", str(picture)),
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(60):
            port, worker = map(int, (await process.stdout.readline()).split())
            yield Server(process, process.stdout, port, worker)
            await process.communicate()
            await end_of(worker)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, SIGKILL)


async def test_a_picture_that_is_drawn_at_sigterm_arrives(picture: Path) -> None:
    async with served(picture) as server, httpx.AsyncClient(trust_env=False) as client:
        os.kill(server.worker, SIGSTOP)
        request = asyncio.create_task(client.get(f"http://127.0.0.1:{server.port}/"))
        assert await server.lines.readline() == b"asked\n"
        os.killpg(server.process.pid, SIGTERM)
        os.kill(server.worker, SIGCONT)
        assert opened((await request).content).size == (64, 64)


async def test_a_server_that_is_killed_leaves_no_worker(picture: Path) -> None:
    async with served(picture) as server:
        server.process.kill()
