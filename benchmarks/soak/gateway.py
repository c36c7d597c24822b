"""`mj-gateway serve` with a probe in its event loop: a line of JSON a second, and one at the end.

All of it is what `serve` runs; only the loop around it is ours.
"""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from gql.cli.serve import _serve, prepare
from gql.operations.server import in_fast_loop
from gql.settings import Settings, load

BEAT_SECONDS = 0.05
SAMPLE_SECONDS = 1.0
PAGE_KB = os.sysconf("SC_PAGE_SIZE") / 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """How the process is.

    Attributes:
        at: monotonic seconds.
        resident_kb: of memory.
        descriptors: that are open.
        tasks: of asyncio.
        stall_ms: the longest time since the last sample for which the loop came to nothing.
        starved_ms: how much of that time the process waited for a processor; the rest was its own doing.
    """

    at: float
    resident_kb: float
    descriptors: int
    tasks: int
    stall_ms: float
    starved_ms: float


class Probe:
    """Looks at the process from within its event loop, by a timer and without a task of its own."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._loop = asyncio.get_running_loop()
        self._sampled = self._due = time.monotonic()
        self._starved = starved_seconds()
        self._longest = (0.0, 0.0)
        self._beat()

    def write(self, line: object) -> None:
        """Write a line."""
        self._out.write(f"{json.dumps(line)}\n")
        self._out.flush()

    def _beat(self) -> None:
        now, starved = time.monotonic(), starved_seconds()
        late = max(now - self._due, 0.0)
        waited = min(max(starved - self._starved, 0.0), late)
        self._longest = max(self._longest, (late, waited), key=lambda stall: stall[0] - stall[1])
        if now - self._sampled >= SAMPLE_SECONDS:
            self._sampled = now
            self.write(asdict(sample(now, *self._longest)))
            self._longest = (0.0, 0.0)
        self._starved, self._due = starved_seconds(), time.monotonic() + BEAT_SECONDS
        self._loop.call_later(BEAT_SECONDS, self._beat)


def sample(now: float, late: float, waited: float) -> Sample:
    """Take a sample."""
    resident_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
    tasks = len(asyncio.all_tasks())
    return Sample(now, resident_pages * PAGE_KB, descriptors, tasks, late * 1000, waited * 1000)


def starved_seconds() -> float:
    """Give how long this process's threads have waited for a processor, as Linux counts it.

    All of them count, as the event loop waits for whichever holds Python's lock.
    """
    waited = 0
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            waited += int((thread / "schedstat").read_text(encoding="ascii").split()[1])
    return waited / 1e9


async def main(settings: Settings, figures: Path) -> None:
    """Serve until SIGTERM."""
    with figures.open("w", encoding="utf-8") as out:
        probe = Probe(out)
        await _serve(settings)
        mine = asyncio.current_task()
        probe.write({"leaked": [str(task) for task in asyncio.all_tasks() if task is not mine]})


if __name__ == "__main__":
    chosen = load(port=0, database_url=sys.argv[1])
    prepare(chosen)
    in_fast_loop(main(chosen, Path(sys.argv[2])))
