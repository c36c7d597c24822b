"""Links and `make` targets that the pages name exist."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.tree import Tree

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
COMMAND = re.compile(r"(?:`|^)make ([a-z][a-z-]*)", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def broken(tree: Tree) -> Iterator[str]:
    """Find links to files and headings that are not there; addresses of the web are not followed."""
    for page in _pages(tree):
        for link in LINK.findall(FENCE.sub("", tree.text(page))):
            if not re.match(r"[a-z]+:", link) and not _resolves(tree, page, link):
                yield f"{page}: the link {link} leads nowhere."


def unknown_targets(tree: Tree) -> Iterator[str]:
    """Find `make` commands that the Makefile does not have."""
    targets = set(TARGET.findall(tree.text("Makefile")))
    for page in _pages(tree):
        for name in sorted(set(COMMAND.findall(tree.text(page))) - targets):
            yield f"{page}: the Makefile has no target {name}."


def _pages(tree: Tree) -> Iterator[Path]:
    return (path for path in tree.files if path.suffix == ".md")


def _resolves(tree: Tree, page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (tree.root / page.parent / name).resolve() if name else tree.root / page
    if not target.exists():
        return False
    return not anchor or anchor in map(_slug, HEADING.findall(target.read_text("utf-8")))


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
