"""`make bench-images`: pictures beside nginx, thumbnails, and GraphQL beside a slow upstream."""

import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.images.delivery import PICTURES, Delivered, compared
from benchmarks.images.drawing import drawn
from benchmarks.images.nginx import nginx
from benchmarks.images.scene import draw
from benchmarks.images.waiting import beside
from benchmarks.load import Figures
from benchmarks.machine import RESULTS, Cores, details
from benchmarks.report import middle

SOURCE = r"""
location ~ \.jpg$ { try_files $uri /picture.jpg; }
location ~ \.webp$ { try_files $uri /picture.webp; }
"""


def main() -> None:
    """Measure, tell, keep."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "pictures"
        root.mkdir()
        sizes = draw(root, PICTURES)
        with nginx(root, folder / "source", Cores.here().load, SOURCE) as source:
            delivered = compared(folder, root, source)
            thumbnails = asyncio.run(drawn(folder, source))
        waiting = asyncio.run(beside(folder))
    for title, ones in delivered.items():
        _tell(f"A picture of {sizes['jpg'] / 2**20:.1f} MB, {title}", _delivery(ones))
    _tell("Thumbnails", [{"": kind, "a second": f"{rate:,.1f}"} for kind, rate in thumbnails.items()])
    _tell("GraphQL while clients wait for a slow upstream", _beside(waiting))
    _keep({"bytes": sizes, "delivered": delivered, "thumbnails": thumbnails, "graphql": waiting})


def _delivery(ones: Sequence[Delivered]) -> list[dict[str, str]]:
    own = middle(ones[0].rounds)
    return [
        {
            "": one.title,
            **_figures(middle(one.rounds)),
            "memory, MB": f"{one.resident_mb:,.0f}",
            "gateway is": f"{own.requests_a_second / middle(one.rounds).requests_a_second:.2f} times",
            "by CPU": f"{middle(one.rounds).cpu_us / own.cpu_us:.2f} times",
        }
        for one in ones
    ]


def _beside(waiting: Mapping[str, list[Figures]]) -> list[dict[str, str]]:
    alone = middle(next(iter(waiting.values())))
    return [
        {"": who, **_figures(told), "p99": f"{told.p99_ms / alone.p99_ms:.2f} times"}
        for who, told in ((who, middle(rounds)) for who, rounds in waiting.items())
    ]


def _figures(told: Figures) -> dict[str, str]:
    return {
        "a second": f"{told.requests_a_second:,.0f}",
        "CPU, µs": f"{told.cpu_us:,.0f}",
        "p50, ms": f"{told.p50_ms:,.2f}",
        "p99, ms": f"{told.p99_ms:,.2f}",
    }


def _tell(title: str, rows: Sequence[Mapping[str, str]]) -> None:
    table = Table(*rows[0], title=title)
    for row in rows:
        table.add_row(*row.values())
    Console().print(table)


def _keep(told: Mapping[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    kept = json.dumps({**details(), **told}, indent=2, default=asdict)
    (RESULTS / "images.json").write_text(f"{kept}\n", "utf-8")


if __name__ == "__main__":
    main()
