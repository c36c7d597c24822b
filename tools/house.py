"""Run every check that reads files only: one sentence a finding, exit code 1 where there is any."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools import calls, error_page, floors, links, locks, machine, settings_page, sizes
from tools.tree import Tree

CHECKS: tuple[Callable[[Tree], Iterator[str]], ...] = (
    calls.commits,
    calls.selects,
    sizes.files,
    sizes.functions,
    locks.check,
    floors.check,
    machine.check,
    settings_page.check,
    error_page.check,
    links.broken,
    links.unknown_targets,
)


def findings(tree: Tree) -> list[str]:
    """Return what every check found, in the order of the checks."""
    return [finding for check in CHECKS for finding in check(tree)]


def main() -> int:
    """Print the findings about the repository in the current folder."""
    found = findings(Tree(Path.cwd()))
    print(*found or [f"The house is in order: {len(CHECKS)} checks."], sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
