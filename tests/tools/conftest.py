"""A repository in a temporary folder, for checks to look at."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.tree import Tree

MakeTree = Callable[[dict[str, str]], Tree]


@pytest.fixture
def make_tree(tmp_path: Path) -> MakeTree:
    """Make a repository of these files."""

    def make(files: dict[str, str]) -> Tree:
        subprocess.run(["git", "init", "--quiet", tmp_path], check=True)  # noqa: S603, S607
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return Tree(tmp_path)

    return make
