"""The servers of the tests end with them, however those end."""

import os
import select
import signal
import subprocess
import sys

from tests.servers.process import mortal, unprivileged

DEADLINE_SECONDS = 30
PARENT = "import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()"


def test_a_server_ends_when_the_tests_are_killed() -> None:
    for command in (unprivileged(["cat"]), mortal(["cat"])):
        ours, theirs = os.pipe()
        with subprocess.Popen([sys.executable, "-c", PARENT, *command], stdin=-1, stdout=theirs) as parent:  # noqa: S603
            os.close(theirs)
            assert parent.stdin
            parent.stdin.write(b"ready")
            parent.stdin.flush()
            assert os.read(ours, 5) == b"ready"
            parent.send_signal(signal.SIGKILL)
            # Nobody has the pipe's other end any more.
            assert select.select([ours], [], [], DEADLINE_SECONDS)[0]
            assert os.read(ours, 1) == b""
        os.close(ours)
