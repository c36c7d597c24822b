"""Servers that run: the gateway and its peers, each as a process on the servers' core."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from tempfile import TemporaryFile
from threading import Event

import httpx

from benchmarks.database import Database
from benchmarks.machine import Cores, pinned
from benchmarks.peers import GATEWAY, Peer

STARTING_SECONDS = 60
BETWEEN_TRIES_SECONDS = 0.1
ENDING_SECONDS = 15


@dataclass(frozen=True)
class Running:
    """A server that runs: where it answers, its process, and those of its database."""

    peer: Peer
    origin: str
    process_id: int
    database_processes: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """Where it answers GraphQL."""
        return f"{self.origin}/graphql"


@contextmanager
def server(peer: Peer, database: Database, *, cached: bool = False) -> Iterator[Running]:
    """Run a server on the servers' core."""
    port = free_port()
    command = pinned(Cores.here().servers, *peer.starts(database, port))
    with running(peer, port, command, peer.environment(database, port, cached=cached)) as started:
        yield replace(started, database_processes=database.processes)


@contextmanager
def gateway(url: str, *, core: int | None = None, **environment: str) -> Iterator[Running]:
    """Run a gateway on a core, or on any, with more of its environment."""
    port = free_port()
    command = [part.format(port=port, url=url) for part in GATEWAY.command]
    command = command if core is None else pinned(core, *command)
    quiet = {"MJ_LOG_LEVEL": "error", "MJ_FORWARD_IMAGES": "false", "MJ_CACHE_BYTES": "0"}
    with running(GATEWAY, port, command, quiet | environment) as started:
        yield started


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(peer: Peer, port: int, command: list[str], environment: dict[str, str]) -> Iterator[Running]:
    """Run a command that serves at a port; a peer that does not start is an error with its words."""
    with TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - commands of our own
            command,
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        started = Running(peer, f"http://127.0.0.1:{port}", process.pid)
        try:
            if not _answers(started, process):
                said.seek(0)
                sys.exit(f"{peer.title} does not answer:\n{said.read().decode(errors='replace')}")
            yield started
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_SECONDS)
            process.kill()
            process.wait()


def _answers(started: Running, process: subprocess.Popen[bytes]) -> bool:
    waiting, latest = Event(), time.monotonic() + STARTING_SECONDS
    while process.poll() is None and time.monotonic() < latest:
        with suppress(httpx.TransportError):
            httpx.get(started.address, timeout=STARTING_SECONDS)
            return True
        waiting.wait(BETWEEN_TRIES_SECONDS)
    return False
