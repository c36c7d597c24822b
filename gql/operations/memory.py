"""How the C library keeps freed memory, for a process that runs for months."""

import ctypes
from typing import Final

# Of glibc's mallopt(3), and what each is set to.
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
# The pieces of pictures, 256 KB from a socket, stay below: mapping each would cost a sixth of a fetch.
MAPPED_BYTES: Final = 512 * 1024
TRIMMED_BYTES: Final = 128 * 1024
ARENAS: Final = 2


def give_back_freed_memory() -> None:
    """Have what is freed go back to the system; elsewhere than with glibc nothing is changed.

    By itself glibc takes ever larger blocks from its heap, up to 32 MB, after the first of such a size was
    freed, and has a heap for each few threads: a huge answer of an upstream then leaves holes that stay.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option:
        for option, value in (
            (ARENA_MAX, ARENAS),
            (MMAP_THRESHOLD, MAPPED_BYTES),
            (TRIM_THRESHOLD, TRIMMED_BYTES),
        ):
            set_option(option, value)
