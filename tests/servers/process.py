"""A database server of Debian's packages as a child of the tests, on a free port and without rights."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread

NOBODY, NOGROUP = 65534, 65534
START_SECONDS = 60
STOP_SECONDS = 30


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def program(name: str, *folders: str) -> str:
    """Find a program; a test fails where the package is missing that `make test` installs."""
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin"]))
    assert found, f"{name} is not installed; `make test` installs it"
    return found


def unprivileged(command: Sequence[str]) -> list[str]:
    """Give the command that runs another as nobody, as servers refuse to be run by root; it dies with us."""
    rights = (f"--reuid={NOBODY}", f"--regid={NOGROUP}", "--clear-groups")
    return mortal([*rights, *command] if os.geteuid() == 0 else command)


def mortal(command: Sequence[str]) -> list[str]:
    """Give the command whose process is told to end when the tests are killed, and is their child else.

    It has to be started by a thread that lives as long as they do, such as the first.
    """
    return [program("setpriv"), "--pdeathsig", "TERM", *command]


def own_folder(prefix: str) -> Path:
    """Make a temporary folder that belongs to whom the server runs as."""
    folder = Path(mkdtemp(prefix=prefix))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOGROUP)
    return folder


def run(command: Sequence[str], **options: object) -> str:
    """Run a command to its end, and give what it printed."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **options)  # type: ignore[call-overload]  # noqa: S603 - ours
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return str(done.stdout)


@dataclass
class ServerProcess:
    """A server that runs until `stop`; what it said last is told where it does not start."""

    command: Sequence[str]
    ready: str
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        self.process = subprocess.Popen(  # noqa: S603 - a server of ours
            unprivileged(self.command),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        said: list[str] = []
        is_ready = Event()
        Thread(target=self._listen, args=(said, is_ready), daemon=True).start()
        assert is_ready.wait(START_SECONDS), "\n".join(said)
        assert self.process.poll() is None, "\n".join(said)

    def send(self, number: int) -> None:
        """Send it a signal, such as SIGSTOP."""
        assert self.process
        self.process.send_signal(number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it, and wait for its end."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.send_signal(number)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
        self.process = None

    def _listen(self, said: list[str], is_ready: Event) -> None:
        assert self.process
        assert self.process.stdout
        with suppress(ValueError), self.process.stdout as lines:
            for line in lines:
                if not is_ready.is_set():
                    said.append(line.rstrip())
                    if self.ready in line:
                        is_ready.set()
        is_ready.set()
