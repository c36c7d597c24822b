"""A round with ten refunds, hit at its system calls and again while it recovers: all of it or nothing.

Each call that writes is a point for each fault: the process is killed, or the call fails. `CRASH_STRIDE=1`
tries every point; more than that, each so many-th.
"""

import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path

import pytest

from tests.kill import one_round
from tests.kill.databases import check_quotas, filled
from tests.storage.statements import outside

# Has no factor in common with the number of faults, so that each of them has its turn.
STRIDE = int(os.environ.get("CRASH_STRIDE", "25"))
TASKS = 11
REFUNDS = 10
CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink")
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
DEADLINE_SECONDS = 60

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kill.one_round"])


def survived(file: Path, *options: str) -> bool:
    """Run a round, under `strace` where it gets options; tell whether it came to its end."""
    gate, opener = forks.Pipe(duplex=False)
    process = forks.Process(target=one_round.run, args=(file, gate))
    process.start()
    with gate, opener, traced(process.pid, options) if options else nullcontext():
        opener.send("go")
        process.join(DEADLINE_SECONDS)
    return process.exitcode == 0


@contextmanager
def traced(pid: int | None, options: Sequence[str]) -> Iterator[None]:
    """Have `strace` follow a process."""
    command = ("strace", "-f", *options, "-p", str(pid))
    with subprocess.Popen(command, stderr=subprocess.PIPE) as strace:  # noqa: S603 - our own options
        assert strace.stderr
        assert b"attached" in strace.stderr.readline()
        yield
        strace.communicate(timeout=DEADLINE_SECONDS)


def calls_of_a_round(file: Path, call: str, trace: Path) -> int:
    """Count the calls of one kind that an undisturbed round makes."""
    assert survived(file, "-e", f"trace={call}", "-o", str(trace))
    return trace.read_text().count(f"{call}(")


def hit(file: Path, call: str, number: int, fault: str) -> bool:
    """Run a round whose so many-th call is hit; tell whether it came to its end all the same."""
    return survived(
        file, "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"
    )


def restored(file: Path, saved: Path) -> None:
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()
    shutil.copy(saved, file)


@pytest.fixture(params=["attached", "standalone"])
async def file(request: pytest.FixtureRequest, newapi_file: Path) -> Path:
    """A database of new-api's or of our own, with eleven unfinished tasks, ten of which were charged."""
    return await filled(request.param, newapi_file, TASKS)


@pytest.mark.parametrize("call", CALLS)
def test_hit_at_any_system_call_a_round_is_whole_or_not_there(file: Path, tmp_path: Path, call: str) -> None:
    saved = tmp_path / "saved"
    shutil.copy(file, saved)
    calls = calls_of_a_round(file, call, tmp_path / "trace")
    points = list(product(range(1, calls + 1), FAULTS))[::STRIDE]
    stopped = 0
    for number, fault in points:
        restored(file, saved)
        # Nobody else may look in between: whoever opens the file recovers it.
        ends = [hit(file, call, number, fault), hit(file, call, number, fault)]
        stopped += ends.count(False)
        assert check_quotas(file) in ({REFUNDS} if any(ends) else {0, REFUNDS})
        assert survived(file)
        assert check_quotas(file) == REFUNDS
        assert outside(file, "SELECT count(*) FROM midjourneys WHERE status = 'FAILURE'") == [(TASKS,)]
    print(f"\n{file.name}, {call}: {len(points)} points, {stopped} rounds stopped")  # noqa: T201 - how much was done
    assert stopped or not points
    assert points or call in {"ftruncate", "unlink"}
