"""What each run measures."""

from dataclasses import dataclass

from benchmarks.database import Kind
from benchmarks.rounds import Cell, Rounds
from benchmarks.work import WORKS

FEW, MANY, MOST = 10_000, 1_000_000, 5_000_000
QUICK_ROWS = 100_000
UPDATES = 200
POSTGRESQL = Kind.POSTGRESQL.value
ON_POSTGRESQL = ("my-20", "my-100", "all-20")
GROWING = ("my-20", "my-id", "my-range", "my-page-200", "all-20", "all-last", "connection")


@dataclass(frozen=True)
class Plan:
    """Cells, and their rounds."""

    rounds: Rounds
    cells: tuple[Cell, ...]


def of_many(rows: int) -> tuple[Cell, ...]:
    """Vary everything but the work on many users, without the cache and with it."""
    return tuple(
        Cell("my-20", rows, many=True, cached=cached, writes=writes)
        for cached in (False, True)
        for writes in (0, UPDATES)
    )


FULL = (
    *(Cell(work, MANY) for work in WORKS),
    Cell("my-20", MANY, connections=1),
    *of_many(MANY),
    Cell("my-20", MANY, cached=True),
    Cell("my-100", MANY, cached=True),
)
PLANS = {
    "quick": Plan(
        Rounds(5, 1),
        (Cell("my-20", QUICK_ROWS), Cell("my-100", QUICK_ROWS), Cell("my-20", QUICK_ROWS, cached=True)),
    ),
    "full": Plan(Rounds(5, 1), FULL),
    "postgresql": Plan(Rounds(5, 1), tuple(Cell(work, MANY, POSTGRESQL) for work in ON_POSTGRESQL)),
    "growth": Plan(Rounds(5, 1), tuple(Cell(work, rows) for rows in (FEW, MANY, MOST) for work in GROWING)),
}
