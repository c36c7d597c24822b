"""`docs/settings.md` has a row for every setting, and none for what is no setting."""

import re
from collections.abc import Iterable, Iterator

from gql import settings
from tools.tree import Tree

PAGE = "docs/settings.md"
ROW = re.compile(r"^\| `(MJ_\w+)` \|", re.MULTILINE)


def check(tree: Tree) -> Iterator[str]:
    """Compare the page with the settings that the code has."""
    return compare(settings.names(), tree.text(PAGE))


def compare(names: Iterable[str], page: str) -> Iterator[str]:
    """Compare a page with the names of settings, such as `MJ_PORT`."""
    documented, known = set(ROW.findall(page)), set(names)
    yield from (f"{PAGE}: {name} has no row; say what it is for." for name in sorted(known - documented))
    yield from (f"{PAGE}: {name} is no setting; take its row away." for name in sorted(documented - known))
