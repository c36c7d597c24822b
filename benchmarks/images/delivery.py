"""A picture of 2 MB, cached and not, beside nginx; both on one core, the load on another."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.images.nginx import nginx
from benchmarks.images.scene import Asked, addresses, counted, forwarding, furnish
from benchmarks.load import Figures, measured, written
from benchmarks.machine import Cores
from benchmarks.processes import resident_kb
from benchmarks.servers import Running

ROUNDS, SECONDS = 5, 3
CONNECTIONS = 32
# A cache that holds one of them: until a picture's next turn it has been given up.
PICTURES, CACHE_BYTES = 80, 3 * 1024 * 1024
PASSED = """
location /passed/ {{ proxy_pass {source}/; proxy_http_version 1.1; proxy_set_header Connection ""; }}
"""


@dataclass(frozen=True)
class Candidate:
    """A server, and what it is asked."""

    title: str
    server: Running
    paths: Sequence[str]


@dataclass(frozen=True)
class Delivered:
    """What a candidate did, and the memory that it has afterwards."""

    title: str
    rounds: list[Figures]
    resident_mb: float


def compared(folder: Path, root: Path, source: Running) -> dict[str, list[Delivered]]:
    """Measure all."""
    core = Cores.here().servers
    pictures = [f"{source.origin}/{number}.jpg" for number in range(PICTURES)]
    file = folder / "delivery.db"
    asyncio.run(furnish(file, pictures))
    with (
        nginx(root, folder / "peer", core, PASSED.format(source=source.origin)) as peer,
        forwarding(file, core, MJ_IMAGE_CACHE_BYTES=str(CACHE_BYTES)) as gateway,
    ):
        signed = addresses(range(1, PICTURES + 1))
        _warm(gateway, signed[0])
        cached = [
            Candidate("mj-gateway", gateway, signed[:1]),
            Candidate("nginx, a file", peer, ["/picture.jpg"]),
        ]
        told = {"cached": _rounds(cached)}
        uncached = [
            Candidate("mj-gateway", gateway, signed),
            Candidate("nginx, proxy_pass", peer, [f"/passed/{number}.jpg" for number in range(PICTURES)]),
        ]
        before = counted(gateway)
        told["uncached"] = _rounds(uncached)
        since = counted(gateway) - before
    hits, misses = (
        since[f'mj_gateway_images_total{{medium="image",way="{way}"}}'] for way in ("hit", "miss")
    )
    if hits * 50 > misses:
        sys.exit(f"Of the uncached pictures, {hits} were cached, {misses} were not.")
    return told


def _warm(gateway: Running, address: str) -> None:
    with httpx.Client(base_url=gateway.origin, timeout=60) as client:
        while "etag" not in client.get(address).raise_for_status().headers:
            pass


def _rounds(candidates: Sequence[Candidate]) -> list[Delivered]:
    figures: dict[str, list[Figures]] = {one.title: [] for one in candidates}
    memory = {}
    for turn in range(ROUNDS + 1):
        for one in candidates:
            with written(Asked(path) for path in one.paths) as file:
                told = measured(one.server, file, CONNECTIONS, SECONDS)
            if turn:  # the first round warms up
                figures[one.title].append(told)
            memory[one.title] = resident_kb(one.server.process_id) / 1024
    return [Delivered(title, rounds, memory[title]) for title, rounds in figures.items()]
