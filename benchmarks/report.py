"""Results: kept as JSON, told as tables and a chart."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.chart import Bar, Panel, chart
from benchmarks.load import Figures
from benchmarks.machine import RESULTS, details
from benchmarks.peers import GATEWAY, PEERS
from benchmarks.rounds import Cell, Measured
from benchmarks.versions import versions

TITLES = {peer.name: peer.title for peer in PEERS}
HEADINGS = ("server", "requests a second", "CPU, µs a request", "p50, ms", "p99, ms", "gateway is", "by CPU")
WIDTH = 120


def middle(rounds: Sequence[Figures]) -> Figures:
    """Give the median of each figure."""
    return Figures(
        *(median(column) for column in zip(*(asdict(one).values() for one in rounds), strict=True))
    )


def rows(measured: Measured) -> list[tuple[str, ...]]:
    """Give the lines of a cell's table, in the order of `HEADINGS`."""
    medians = {name: middle(rounds) for name, rounds in measured.figures.items()}
    own = medians[GATEWAY.name]
    return [
        (
            TITLES[name],
            f"{figures.requests_a_second:,.0f}",
            f"{figures.cpu_us:,.0f}",
            f"{figures.p50_ms:,.2f}",
            f"{figures.p99_ms:,.2f}",
            times(own.requests_a_second, figures.requests_a_second),
            times(figures.cpu_us, own.cpu_us),
        )
        for name, figures in medians.items()
    ]


def times(value: float, of: float) -> str:
    """Give a ratio; a server that got nothing done has none."""
    return f"{value / of:.2f} times" if of else "-"


def tell(measured: Measured) -> None:
    """Print a cell's table, whole in a log too."""
    table = Table(*HEADINGS, title=heading(measured.cell), box=SIMPLE)
    for row in rows(measured):
        table.add_row(*row)
    Console(width=WIDTH).print(table)


def heading(cell: Cell) -> str:
    """Name a cell."""
    return f"{cell.title.replace('`', '')}, {cell.rows:,} tasks"


def keep(plan: str, measured: Sequence[Measured]) -> None:
    """Keep the results as JSON, as Markdown and as a chart."""
    RESULTS.mkdir(exist_ok=True)
    kept = {**details(), "versions": versions(), "cells": [asdict(one) for one in measured]}
    (RESULTS / f"{plan}.json").write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    (RESULTS / f"{plan}.md").write_text(markdown(kept), "utf-8")
    (RESULTS / f"{plan}.svg").write_text(drawn(measured), "utf-8")


def load(file: Path) -> dict[str, Any]:
    """Read results that were kept."""
    kept: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return kept


def cells(kept: dict[str, Any]) -> list[Measured]:
    """Give the cells of results that were kept."""
    return [
        Measured(
            Cell(**one["cell"]),
            {name: [Figures(**figures) for figures in rounds] for name, rounds in one["figures"].items()},
        )
        for one in kept["cells"]
    ]


def about(kept: dict[str, Any]) -> str:
    """Say when, on what and with which versions was measured."""
    where = "; ".join(f"{kept[name]}" for name in ("date", "processor", "machine", "memory", "system"))
    used = ", ".join(f"{name} {version}" for name, version in kept["versions"].items())
    return f"{where}.\n\nVersions: {used}."


def markdown(kept: dict[str, Any]) -> str:
    """Write tables: one for all works beside each other, then one for each cell."""
    told = cells(kept)
    parts = [
        about(kept),
        "Requests a second, medians:\n\n" + "\n".join(_overview(told)),
        *(f"{heading(one.cell)}:\n\n" + "\n".join(lines(HEADINGS, rows(one))) for one in told),
    ]
    return "\n\n".join(parts) + "\n"


def drawn(measured: Sequence[Measured]) -> str:
    """Draw requests a second of each cell."""
    return chart(
        [_panel(one) for one in measured], "Requests a second, medians; lines reach from least to most"
    )


def _panel(measured: Measured) -> Panel:
    bars = []
    for name, rounds in measured.figures.items():
        rates = [one.requests_a_second for one in rounds]
        bars.append(Bar(TITLES[name], median(rates), min(rates), max(rates), own=name == GATEWAY.name))
    return Panel(heading(measured.cell), tuple(bars))


def _overview(told: Iterable[Measured]) -> list[str]:
    beside = []
    for one in told:
        rates = {name: f"{middle(rounds).requests_a_second:,.0f}" for name, rounds in one.figures.items()}
        beside.append((heading(one.cell), *(rates.get(name, "") for name in TITLES)))
    return lines(("", *TITLES.values()), beside)


def lines(headings: Sequence[str], table: Iterable[Sequence[str]]) -> list[str]:
    """Write a table, its columns of numbers to the right."""
    ruler = ["---", *("---:" for _ in headings[1:])]
    return [f"| {' | '.join(line)} |" for line in (headings, ruler, *table)]
