"""`make bench-docs`: the figures of the last whole run, put into docs/performance.md between its marks."""

import re
import sys
from pathlib import Path

from benchmarks.machine import RESULTS
from benchmarks.report import load, markdown

PAGE = Path("docs/performance.md")
CHART = Path("docs/performance.svg")
MARKS = re.compile(r"(<!-- figures -->\n).*?(<!-- end of the figures -->)", re.DOTALL)


def main() -> None:
    """Write the tables and the chart of what was measured."""
    results = RESULTS / "full.json"
    if not results.exists():
        sys.exit("There are no figures yet: run `make bench` first.")
    growth = RESULTS / "growth.json"
    told = [f"![Requests a second]({CHART.name})", markdown(load(results))]
    if growth.exists():
        told += ["## Growth", markdown(load(growth))]
    figures = "\n\n".join(part.strip() for part in told)
    page = MARKS.sub(lambda marks: f"{marks[1]}\n{figures}\n\n{marks[2]}", PAGE.read_text("utf-8"))
    PAGE.write_text(page, "utf-8")
    CHART.write_text((RESULTS / "full.svg").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
