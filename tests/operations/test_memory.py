"""Freed memory goes back to the system, also from below what is still used."""

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio, resource
from gql.operations import memory

memory.TRIM_SECONDS = 0.01

def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20

async def main():
    begin = resident_mb()
    async with memory.freed_memory_given_back():
        taken = [bytearray(1_000) for _ in range(100_000)]
        assert resident_mb() > begin + 80
        del taken[:-1]
        while resident_mb() > begin + 20:
            await asyncio.sleep(0.01)
    print(len(taken))

asyncio.run(main())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc")
def test_what_is_freed_below_what_is_still_used_goes_back() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "1", "")
