"""What Linux tells of a process."""

import os
from pathlib import Path
from threading import Event

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
SETTLING_SECONDS = 0.05
MOST_SECONDS = 20


def resident_kb(process_id: int) -> int:
    """Give the memory that a process has."""
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


def cpu_seconds(process_id: int) -> float:
    """Give the processor's time that a process has taken."""
    # proc(5): utime and stime are the 12th and 13th field behind the name, which stands in brackets.
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def at_rest(process_id: int) -> float:
    """Wait until a process works no longer on what it was asked, and give its processor's time."""
    waiting, taken = Event(), cpu_seconds(process_id)
    for _ in range(int(MOST_SECONDS / SETTLING_SECONDS)):
        waiting.wait(SETTLING_SECONDS)
        before, taken = taken, cpu_seconds(process_id)
        if taken - before < 2 / TICKS_A_SECOND:
            break
    return taken
