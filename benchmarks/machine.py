"""The machine: what was measured on, and which of its cores do what."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Cores:
    """One core for the servers, others for the load and for the writer where there are so many."""

    servers: int
    load: int
    writer: int

    @classmethod
    def here(cls) -> Self:
        """Share out the cores that this process may use."""
        free = sorted(os.sched_getaffinity(0))
        return cls(free[0], free[min(1, len(free) - 1)], free[min(2, len(free) - 1)])


def pinned(core: int, *command: str) -> list[str]:
    """Make a command that runs on one core."""
    return ["taskset", "-c", str(core), *command]


def machine() -> dict[str, str]:
    """Say when and on what was measured."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }


def details() -> dict[str, str]:
    """Say more of the machine."""
    information = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(": ")[2] for line in information if line.startswith("model name")]
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        **machine(),
        "processor": models[0] if models else platform.processor(),
        "memory": f"{gigabytes:.0f} GB",
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        "sqlite": f"{sqlite3.sqlite_version} in Python; the peers bring their own",
    }
