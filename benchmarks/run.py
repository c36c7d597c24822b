"""`make bench`: requests a second beside peers, interleaved, as ratios of medians.

The load is wrk's; every peer is asked the same and must answer the same before anything is measured.
"""

import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
TASKS, USERS = 100_000, 20
SIZES = (20, 100)
RESULTS = Path(__file__).parent / "results"
QUERY = """query ($size: Int!) { myTasks(pageSize: $size) {
  items { mjId action status progress prompt imageUrl } total } }"""
LUA = """wrk.method = 'POST'
wrk.body = [==[{body}]==]
wrk.headers = {{ ['Content-Type'] = 'application/json', ['Authorization'] = 'Bearer {token}' }}"""
GATEWAY = "mj-gateway"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def command(*arguments: str, database: Path) -> str:
    """Run a command of the gateway on the measured database."""
    url = f"sqlite+aiosqlite:///{database}"
    made = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "gql", *arguments, "--database-url", url],
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.strip()


@dataclass(frozen=True)
class Running:
    """A server that runs: where it answers GraphQL, and its process."""

    address: str
    process_id: int


@contextmanager
def server(name: str, database: Path, **more: str) -> Iterator[Running]:
    """Run a peer, or the gateway, with more of its environment."""
    port = free_port()
    environment = os.environ | {
        "BENCH_DATABASE": str(database),
        "MJ_LOG_LEVEL": "error",
        "MJ_FORWARD_IMAGES": "false",
        **more,
    }
    if name == GATEWAY:
        url = f"sqlite+aiosqlite:///{database}"
        arguments = ["-m", "gql", "serve", "--port", str(port), "--database-url", url]
    else:
        arguments = [
            "-m",
            "uvicorn",
            f"benchmarks.peers.{name}:app",
            "--port",
            str(port),
            "--log-level",
            "error",
        ]
    process = subprocess.Popen([sys.executable, *arguments], env=environment, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        address = f"http://127.0.0.1:{port}/{'graphql' if name == GATEWAY else ''}"
        wait_for(address)
        yield Running(address, process.pid)
    finally:
        process.terminate()
        process.wait(15)


def wait_for(address: str) -> None:
    """Wait until a server answers, 30 seconds at most."""
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, timeout=30) as client:
        client.get(address)


def answer(address: str, size: int, token: str) -> Any:  # noqa: ANN401 - any JSON
    """Ask once."""
    body = {"query": QUERY, "variables": {"size": size}}
    return httpx.post(address, json=body, headers={"Authorization": f"Bearer {token}"}).json()


def requests_a_second(address: str, size: int, token: str) -> float:
    """Let wrk ask for some seconds."""
    body = json.dumps({"query": QUERY, "variables": {"size": size}})
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.format(body=body, token=token))
        script.flush()
        load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", script.name, address]
        said = subprocess.run(load, check=True, capture_output=True, text=True).stdout  # noqa: S603
    if "Non-2xx" in said:
        sys.exit(f"{address} refused requests:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else 0.0


def measure(database: Path, token: str) -> dict[str, dict[int, list[float]]]:
    """Measure all servers in turns."""
    names = (GATEWAY, "idiomatic", "handwritten")
    figures: dict[str, dict[int, list[float]]] = {name: {size: [] for size in SIZES} for name in names}
    with ExitStack() as running:
        addresses = {name: running.enter_context(server(name, database)).address for name in names}
        for size in SIZES:
            answers = {
                json.dumps(answer(address, size, token), sort_keys=True) for address in addresses.values()
            }
            if len(answers) != 1:
                sys.exit("The servers do not answer the same.")
            for _ in range(ROUNDS):
                for name, address in addresses.items():
                    figures[name][size].append(requests_a_second(address, size, token))
    return figures


def report(figures: dict[str, dict[int, list[float]]]) -> None:
    """Print the ratios and keep the figures."""
    table = Table("myTasks of", *figures, *(f"to {name}" for name in figures if name != GATEWAY))
    for size in SIZES:
        medians = {name: statistics.median(rounds[size]) for name, rounds in figures.items()}
        ratios = [f"{medians[GATEWAY] / median:.2f}" for name, median in medians.items() if name != GATEWAY]
        table.add_row(str(size), *(f"{median:.0f}" for median in medians.values()), *ratios)
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    kept = {
        **machine(),
        "what": f"requests a second, {CONNECTIONS} connections, {TASKS} tasks of {USERS} users, SQLite",
        "rounds": figures,
    }
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2) + "\n")


def machine() -> dict[str, str]:
    """Say when and on what was measured."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }


def main() -> None:
    """Make the database, measure, report."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        command("seed", "--tasks", str(TASKS), "--users", str(USERS), database=database)
        token = command("token", "create", "--user", "admin", "--role", "admin", database=database)
        report(measure(database, token.splitlines()[-1]))


if __name__ == "__main__":
    main()
