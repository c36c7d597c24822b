"""Locks hold versions and hashes, and no registry: whoever installs brings their own."""

import json
import re
from collections.abc import Iterator

from tools.tree import Tree

ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")
PYTHON_LOCKS = ("requirements.lock", "tools/uv.txt")


def check(tree: Tree) -> Iterator[str]:
    """Find a `uv.lock`, addresses in locks, and packages that no hash holds."""
    for path in tree.files:
        if path.name == "uv.lock":
            yield f"{path}: uv.lock names a registry host; `make lock` writes requirements.lock instead."
        elif path.name == "package-lock.json":
            yield from _node(str(path), tree.text(path))
        elif str(path) in PYTHON_LOCKS:
            yield from _python(str(path), tree.text(path))


def _python(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if ADDRESS.search(line):
            yield f"{path}:{number}: a registry's address does not belong into a lock; run `make lock`."
    for name in re.findall(r"^([\w.-]+)==[^\\\n]*$", text, re.MULTILINE):
        yield f"{path}: {name} has no hash; run `make lock`."


def _node(path: str, text: str) -> Iterator[str]:
    for name, package in json.loads(text).get("packages", {}).items():
        if "resolved" in package:
            yield f"{path}: {name} names a registry; set omit-lockfile-registry-resolved and lock again."
        if name and "integrity" not in package:
            yield f"{path}: {name} has no integrity hash; lock it again."
