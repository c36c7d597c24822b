"""The load: wrk on a core of its own, and what a server did under it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.machine import Cores, pinned
from benchmarks.processes import cpu_seconds, settle
from benchmarks.servers import Running

SCRIPT = Path(__file__).with_name("load.lua")
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Figures:
    """What a server did in a round."""

    requests_a_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


class Request(Protocol):
    """What can be asked."""

    def raw(self) -> bytes:
        """Give its bytes."""


@contextmanager
def written(requests: Iterable[Request]) -> Iterator[Path]:
    """Write requests for wrk's script."""
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        for request in requests:
            raw = request.raw()
            file.write(b"%d\n%s" % (len(raw), raw))
        file.flush()
        yield Path(file.name)


def measured(server: Running, requests: Path, connections: int, seconds: int) -> Figures:
    """Let wrk ask for some seconds; the processor's time is the server's own, over all that it answered."""
    processes = server.process_id, *server.database_processes
    settle(*processes)
    before = cpu_seconds(server.process_id)
    wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT_SECONDS}s"]
    command = pinned(Cores.here().load, *wrk, "-s", str(SCRIPT), server.origin, "--", str(requests))
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    settle(*processes)
    took = cpu_seconds(server.process_id) - before
    counted = json.loads(said.rstrip().rpartition("\n")[2])
    if counted["failed"]:
        sys.exit(f"{server.peer.title} failed {counted['failed']} requests:\n{said}")
    return Figures(
        requests_a_second=counted["requests"] / counted["microseconds"] * 1_000_000,
        p50_ms=counted["p50_us"] / 1000,
        p99_ms=counted["p99_us"] / 1000,
        cpu_us=took / max(1, counted["requests"]) * 1_000_000,
    )
