"""What Linux tells of a process."""

import os
import time
from contextlib import suppress
from pathlib import Path
from threading import Event

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
SETTLING_SECONDS, QUIET_LOOKS = 0.03, 4
MOST_SECONDS = 60


def resident_kb(process_id: int) -> int:
    """Give the memory that a process has."""
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


def cpu_seconds(process_id: int) -> float:
    """Give the processor's time that a process has taken."""
    # proc(5): utime and stime are the 12th and 13th field behind the name, which stands in brackets.
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def settle(*process_ids: int) -> None:
    """Wait until processes and their children work no longer on what they were asked.

    A thread that could run counts as working: on a busy machine it waits, and takes no time meanwhile.
    """
    waiting, latest, quiet = Event(), time.monotonic() + MOST_SECONDS, 0
    while quiet < QUIET_LOOKS and time.monotonic() < latest:
        waiting.wait(SETTLING_SECONDS)
        quiet = 0 if any(map(_works, process_ids)) else quiet + 1


def _works(process_id: int) -> bool:
    # A child may have ended since its parent was looked at.
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{process_id}/task").iterdir():
            if (thread / "stat").read_text("utf-8").rpartition(")")[2].split()[0] in "RD":
                return True
            if any(map(_works, map(int, (thread / "children").read_text("utf-8").split()))):
                return True
    return False
