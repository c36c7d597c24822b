"""A round with ten refunds is killed at its system calls, and again while it recovers: all of it or nothing.

`CRASH_STRIDE=1` tries each call; more than that, each so many-th.
"""

import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path

import pytest

from tests.kill import one_round
from tests.kill.databases import check_quotas, filled
from tests.storage.statements import outside

STRIDE = int(os.environ.get("CRASH_STRIDE", "16"))
TASKS = 11
REFUNDS = 10
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
DEADLINE_SECONDS = 60

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kill.one_round"])


def survived(file: Path, *inject: str) -> bool:
    """Run a round, with a fault injected where one is given; tell whether it came to its end."""
    gate, opener = forks.Pipe(duplex=False)
    process = forks.Process(target=one_round.run, args=(file, gate))
    process.start()
    with gate, opener, injecting(process.pid, inject) if inject else nullcontext():
        opener.send("go")
        process.join(DEADLINE_SECONDS)
    return process.exitcode == 0


@contextmanager
def injecting(pid: int | None, inject: Sequence[str]) -> Iterator[None]:
    """Have `strace` follow a process and inject a fault into its system calls."""
    call, fault, number = inject
    options = ("-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}")
    with subprocess.Popen(("strace", *options, "-p", str(pid)), stderr=subprocess.PIPE) as strace:  # noqa: S603, S607
        assert strace.stderr
        assert b"attached" in strace.stderr.readline()
        yield
        strace.communicate(timeout=DEADLINE_SECONDS)


def restored(file: Path, saved: Path) -> None:
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()
    shutil.copy(saved, file)


@pytest.fixture(params=["attached", "standalone"])
async def file(request: pytest.FixtureRequest, newapi_file: Path) -> Path:
    """A database of new-api's or of our own, with eleven unfinished tasks, ten of which were charged."""
    return await filled(request.param, newapi_file, TASKS)


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "ftruncate", "unlink"])
def test_killed_at_any_system_call_a_round_is_whole_or_not_there(
    file: Path, tmp_path: Path, call: str
) -> None:
    saved = tmp_path / "saved"
    shutil.copy(file, saved)
    points = 0
    for number in count(1, STRIDE):
        restored(file, saved)
        if survived(file, call, FAULTS[0], str(number)):
            break
        survived(file, call, FAULTS[points % 3], str(number))
        assert check_quotas(file) in {0, REFUNDS}
        points += 1
        assert survived(file)
        assert check_quotas(file) == REFUNDS
        assert outside(file, "SELECT count(*) FROM midjourneys WHERE status = 'FAILURE'") == [(TASKS,)]
    print(f"\n{file.name}, {call}: {points} points")  # noqa: T201 - how much was done
    assert points > 0 or call in {"ftruncate", "unlink"}
