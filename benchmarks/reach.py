"""What the gateway is meant to reach, and whether it does: in figures of the same run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.load import Figures
from benchmarks.peers import GATEWAY
from benchmarks.plans import FEW, GROWING, MANY, MOST, POSTGRESQL, UPDATES
from benchmarks.report import TITLES, heading, middle
from benchmarks.rounds import Cell, Measured

AHEAD = {
    "my-20": {"strawberry": 40.0, "mercurius": 2.0, "yoga": 5.0, "gqlgen": 3.5, "starlette": 0.95},
    "my-100": {"strawberry": 30.0, "mercurius": 2.5, "yoga": 6.0, "gqlgen": 5.0, "starlette": 0.95},
}
STRAWBERRY_UNCACHED = 25.0
ON_POSTGRESQL = {"mercurius": 1.5, "gqlgen": 2.0, "postgraphile": 2.5}
KEPT_WHILE_WRITTEN, SLOWER_WHILE_WRITTEN, GROWN = 0.7, 2.0, 1.5
HEADINGS = ("what", "meant", "measured", "")

Medians = Mapping[Cell, Mapping[str, Figures]]


@dataclass(frozen=True)
class Mark:
    """A ratio that is to be at least, or with `most` at most, what is meant."""

    what: str
    meant: float
    measured: float
    most: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.measured <= self.meant if self.most else self.measured >= self.meant

    @property
    def line(self) -> tuple[str, ...]:
        """Give the line of a table, in the order of `HEADINGS`."""
        bound = "at most" if self.most else "at least"
        verdict = "reached" if self.reached else "**missed**"
        return (self.what, f"{bound} {self.meant:g}", f"{self.measured:.2f}", verdict)


def marks(measured: Sequence[Measured]) -> list[Mark]:
    """Judge everything that was measured of what is meant."""
    medians = {one.cell: {name: middle(rounds) for name, rounds in one.figures.items()} for one in measured}
    return [*_ahead(medians), *_written(medians), *_grown(medians)]


def _ahead(medians: Medians) -> Iterator[Mark]:
    for work, goals in AHEAD.items():
        uncached = goals | ({"strawberry": STRAWBERRY_UNCACHED} if work == "my-20" else {})
        yield from _against(medians, Cell(work, MANY), uncached)
        yield from _against(medians, Cell(work, MANY, cached=True), goals)
    yield from _against(medians, Cell("my-20", MANY, POSTGRESQL), ON_POSTGRESQL)


def _against(medians: Medians, cell: Cell, goals: Mapping[str, float]) -> Iterator[Mark]:
    found = medians.get(cell, {})
    for name, meant in goals.items():
        if name in found and found[name].requests_a_second:
            ratio = found[GATEWAY.name].requests_a_second / found[name].requests_a_second
            yield Mark(f"{heading(cell)}: times {TITLES[name]}", meant, ratio)


def _written(medians: Medians) -> Iterator[Mark]:
    for cached in (False, True):
        quiet = Cell("my-20", MANY, many=True, cached=cached)
        busy = replace(quiet, writes=UPDATES)
        if quiet in medians and busy in medians:
            before, while_written = medians[quiet][GATEWAY.name], medians[busy][GATEWAY.name]
            kept = while_written.requests_a_second / before.requests_a_second
            yield Mark(f"{heading(busy)}: of the throughput without", KEPT_WHILE_WRITTEN, kept)
            slower = while_written.p99_ms / before.p99_ms
            yield Mark(f"{heading(busy)}: p99, times that without", SLOWER_WHILE_WRITTEN, slower, most=True)


def _grown(medians: Medians) -> Iterator[Mark]:
    for work in GROWING:
        few, most = Cell(work, FEW), Cell(work, MOST)
        if few in medians and most in medians:
            grown = medians[most][GATEWAY.name].cpu_us / medians[few][GATEWAY.name].cpu_us
            yield Mark(f"{heading(most)}: CPU, times that at {FEW:,}", GROWN, grown, most=True)
