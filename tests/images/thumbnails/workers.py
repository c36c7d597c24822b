"""What tests see of a worker from outside, and do to it."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress

from gql.images.thumbnails.process import Worker
from gql.images.thumbnails.thumbnails import Thumbnails


def worker_of(thumbnails: Thumbnails) -> Worker:
    """The only one."""
    [worker] = [*thumbnails._idle, *thumbnails._busy]
    return worker


def pid_of(thumbnails: Thumbnails) -> int:
    return worker_of(thumbnails)._process.pid


def cpu_seconds(pid: int) -> float:
    """What a process has used; Linux numbers its clock so."""
    return time.clock_gettime((~pid << 3) | 2)


def exists(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


async def end_of(pid: int, seconds: float = 20) -> None:
    """Wait until a process, anybody's child, has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, ended.set)
    try:
        async with asyncio.timeout(seconds):
            await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Let others run until a condition holds that only they can bring about."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
