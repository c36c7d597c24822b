"""How the C library keeps freed memory, for a process that runs for months."""

import asyncio
import ctypes
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, NoReturn

# Of glibc's mallopt(3).
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
# The pieces of pictures, 256 KB from a socket, stay below: mapping each would cost a sixth of a fetch.
MAPPED_BYTES: Final = 512 * 1024
# What is free at the end of a heap until it is given back at once, and not once a minute.
TRIMMED_BYTES: Final = 4 * 1024 * 1024
ARENAS: Final = 2
TRIM_SECONDS: Final = 60.0


@asynccontextmanager
async def freed_memory_given_back() -> AsyncIterator[None]:
    """Have what is free within the block go back to the system; without glibc nothing is changed.

    By itself glibc takes ever larger blocks from its heap, up to 32 MB, after the first of such a size was
    freed, has a heap for each few threads, and gives back what is free at the end of a heap alone: a huge
    answer of an upstream then leaves holes that stay.
    """
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        yield
        return
    library.mallopt(ARENA_MAX, ARENAS)
    library.mallopt(MMAP_THRESHOLD, MAPPED_BYTES)
    library.mallopt(TRIM_THRESHOLD, TRIMMED_BYTES)
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
        gc.collect()  # servers have Python collect so seldom that cycles would lie about for an hour
        await asyncio.to_thread(library.malloc_trim, 0)
