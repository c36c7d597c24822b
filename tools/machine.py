"""Paths of somebody's machine: they work for nobody else."""

import re
from collections.abc import Iterator

from tools.tree import Tree

HOME = re.compile(r"""(?:^|[\s"'`=:(])(/(?:work|root|home/[\w.-]+|Users/[\w.-]+)/)""")
RECORDED = "tests/data"


def check(tree: Tree) -> Iterator[str]:
    """Find home folders and the like in tracked text; recorded data of other programs may hold theirs."""
    for path in tree.files:
        if not path.is_relative_to(RECORDED):
            for number, line in enumerate(tree.text(path).splitlines(), 1):
                if found := HOME.search(line):
                    yield f"{path}:{number}: {found[1]} is one machine's path; start at the repository."
