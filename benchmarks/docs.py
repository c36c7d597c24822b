"""`make bench-docs`: the figures of the last runs, put into docs/performance.md between its marks."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import RESULTS
from benchmarks.plans import MANY, POSTGRESQL
from benchmarks.reach import HEADINGS, marks
from benchmarks.report import cells, drawn, lines, load, markdown
from benchmarks.rounds import Cell, Measured

PAGE = Path("docs/performance.md")
CHART = Path("docs/performance.svg")
MARKS = re.compile(r"(<!-- figures -->\n).*?(<!-- end of the figures -->)", re.DOTALL)
PARTS = {"full": "On SQLite", "postgresql": "On PostgreSQL", "growth": "Growth"}
DRAWN = (
    Cell("my-20", MANY),
    Cell("my-100", MANY),
    Cell("my-20", MANY, many=True, cached=True),
    Cell("my-20", MANY, POSTGRESQL),
)


def figures(folder: Path) -> tuple[str, list[Measured]]:
    """Give what is told of the runs whose results are kept in a folder, and all that was measured in them."""
    kept = {plan: load(folder / f"{plan}.json") for plan in PARTS if (folder / f"{plan}.json").exists()}
    measured = [one for results in kept.values() for one in cells(results)]
    told = ["## What is reached", reached(measured)]
    for plan, results in kept.items():
        told += [f"## {PARTS[plan]}", markdown(results).strip()]
    return "\n\n".join(told), measured


def reached(measured: Sequence[Measured]) -> str:
    """Say plainly what was meant and is missed."""
    judged = marks(measured)
    if not judged:
        return "Nothing that was measured is judged: run `make bench`."
    missed = sum(not mark.reached for mark in judged)
    verdict = f"{missed} of {len(judged)} are missed." if missed else f"All {len(judged)} are reached."
    return "\n".join([verdict, "", *lines(HEADINGS, [mark.line for mark in judged])])


def main() -> None:
    """Write the tables and the chart of what was measured."""
    told, measured = figures(RESULTS)
    if not measured:
        sys.exit("There are no figures yet: run `make bench` first.")
    page = MARKS.sub(lambda found: f"{found[1]}\n{told}\n\n{found[2]}", PAGE.read_text("utf-8"))
    PAGE.write_text(page, "utf-8")
    CHART.write_text(drawn([one for one in measured if one.cell in DRAWN]), "utf-8")


if __name__ == "__main__":
    main()
