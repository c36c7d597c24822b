"""What each listing costs while a database grows: `make bench-databases`, about 15 minutes and 10 GB.

No listing may cost more than 1.5 times as much with ten million tasks as with ten thousand.
"""

import asyncio
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from benchmarks import machine
from benchmarks.growth.filling import filled
from benchmarks.growth.listings import Costs, Listings, milliseconds
from tests.servers.postgresql import PostgreSQL

SIZES = (10_000, 1_000_000, 10_000_000)
GROWTH_MAX = 1.5
# Below it, a difference is that of the machine's mood.
NOISE_MS = 0.3
RESULTS = Path("benchmarks/results/databases.json")
SETTINGS = ("shared_buffers=1GB", "max_wal_size=8GB", "maintenance_work_mem=512MB", "autovacuum=on")

console = Console()


def main() -> int:
    """Measure, print and write down; exit code 1 where a listing grows too much."""
    # `sqlite` or `postgresql` measures that alone.
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    results: dict[str, dict[int, Costs]] = {}
    if only in {"", "sqlite"}:
        with _folder() as folder:
            urls = {size: f"sqlite+aiosqlite:///{folder}/{size}.db" for size in SIZES}
            results["sqlite"] = asyncio.run(_measured(urls))
    if only in {"", "postgresql"}:
        with _server() as server:
            urls = {size: server.url(f"growth_{size}") for size in SIZES}
            asyncio.run(_create(server.url(), [f"growth_{size}" for size in SIZES]))
            results["postgresql"] = asyncio.run(_measured(urls))
    grown = [_shown(engine, costs) for engine, costs in results.items()]
    report = {"machine": machine.machine(), "milliseconds": results}
    RESULTS.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    return int(any(grown))


async def _measured(urls: dict[int, str]) -> dict[int, Costs]:
    listings: dict[int, Listings] = {}
    for size, url in urls.items():
        begin = time.perf_counter()
        listings[size] = Listings(await filled(url, size), size)
        console.print(f"{size:,} tasks in {time.perf_counter() - begin:.0f} s")
    found = await milliseconds({size: one.all() for size, one in listings.items()})
    for one in listings.values():
        await one.close()
    return found


def _shown(engine: str, costs: dict[int, Costs]) -> list[str]:
    table = Table("Listing, ms", *(f"{size:,}" for size in costs), "grows", "first of all", title=engine)
    grown = []
    for name in costs[SIZES[0]]:
        usual = [costs[size][name][1] for size in costs]
        growth = usual[-1] / usual[0]
        if growth > GROWTH_MAX and usual[-1] - usual[0] > NOISE_MS:
            grown.append(name)
        first = costs[SIZES[-1]][name][0]
        table.add_row(name, *(f"{cost:.2f}" for cost in usual), f"{growth:.2f}", f"{first:,.1f}")
    console.print(table)
    return grown


async def _create(url: str, names: list[str]) -> None:
    address = make_url(url)
    plain = await asyncpg.connect(host=address.host, port=address.port, user=address.username)
    for name in names:
        await plain.execute(f"CREATE DATABASE {name}")
    await plain.close()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="mj-growth-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _server() -> Iterator[PostgreSQL]:
    server = PostgreSQL(*SETTINGS)
    server.start()
    try:
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
