"""How the C library keeps freed memory, for a process that runs for months."""

import asyncio
import ctypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, NoReturn

# Of glibc's mallopt(3).
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
FIXED_BYTES: Final = 128 * 1024
ARENAS: Final = 2
TRIM_SECONDS: Final = 60.0


@asynccontextmanager
async def freed_memory_given_back() -> AsyncIterator[None]:
    """Have what is freed within the block go back to the system; without glibc nothing is changed.

    By itself glibc takes ever larger blocks from its heap, up to 32 MB, after the first of such a size was
    freed, has a heap for each few threads, and gives back what is free at the end of a heap alone: a huge
    answer of an upstream then leaves holes that stay.
    """
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        yield
        return
    library.mallopt(ARENA_MAX, ARENAS)
    library.mallopt(MMAP_THRESHOLD, FIXED_BYTES)
    library.mallopt(TRIM_THRESHOLD, FIXED_BYTES)
    trimming = asyncio.create_task(_trim(library))
    try:
        yield
    finally:
        trimming.cancel()
        with suppress(asyncio.CancelledError):
            await trimming


async def _trim(library: ctypes.CDLL) -> NoReturn:
    while True:
        await asyncio.sleep(TRIM_SECONDS)
        await asyncio.to_thread(library.malloc_trim, 0)
