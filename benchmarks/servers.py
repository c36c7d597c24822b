"""Servers that run: the gateway and its peers, each as a process on the servers' core."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from benchmarks.database import Database
from benchmarks.machine import Cores, pinned
from benchmarks.peers import GATEWAY, Peer

STARTING_SECONDS = 60
CONNECTING_TRIES = 8
ENDING_SECONDS = 15


@dataclass(frozen=True)
class Running:
    """A server that runs: where it answers, and its process."""

    peer: Peer
    origin: str
    process_id: int

    @property
    def address(self) -> str:
        """Where it answers GraphQL."""
        return f"{self.origin}/graphql"


@contextmanager
def server(peer: Peer, database: Database, *, cached: bool = False) -> Iterator[Running]:
    """Run a server on the servers' core."""
    port = free_port()
    command = pinned(Cores.here().servers, *peer.starts(database, port))
    with running(command, peer.environment(database, port, cached=cached)) as process:
        yield ready(peer, port, process)


@contextmanager
def gateway(url: str, *, core: int | None = None, **environment: str) -> Iterator[Running]:
    """Run a gateway on a core, or on any, with more of its environment."""
    port = free_port()
    command = [part.format(port=port, url=url) for part in GATEWAY.command]
    command = command if core is None else pinned(core, *command)
    quiet = {"MJ_LOG_LEVEL": "error", "MJ_FORWARD_IMAGES": "false"}
    with running(command, quiet | environment) as process:
        yield ready(GATEWAY, port, process)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while the block lasts."""
    process = subprocess.Popen(  # noqa: S603 - commands of our own
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(ENDING_SECONDS)


def ready(peer: Peer, port: int, process: subprocess.Popen[bytes]) -> Running:
    """Wait until a server answers."""
    running = Running(peer, f"http://127.0.0.1:{port}", process.pid)
    transport = httpx.HTTPTransport(retries=CONNECTING_TRIES)
    with httpx.Client(transport=transport, timeout=STARTING_SECONDS) as client:
        client.get(running.address)
    return running
