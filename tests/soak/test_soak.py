import os
import re
import subprocess
import sys

SECONDS = "6"
DEADLINE_SECONDS = 180


def test_a_short_soak_leaves_every_task_and_every_quota_right() -> None:
    soak = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak"],
        env={**os.environ, "SOAK_SECONDS": SECONDS},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    print(soak.stdout)  # noqa: T201 - its figures
    assert soak.returncode == 0, soak.stdout + soak.stderr
    submitted = re.search(r"tasks +│ (\d+) ", soak.stdout)
    assert submitted
    assert int(submitted[1]) >= 50
