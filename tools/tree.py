"""The repository as the checks see it: files that git tracks or would track."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """A Python file: its path in the repository, its text and its syntax tree."""

    path: Path
    text: str
    syntax: ast.Module


@dataclass(frozen=True)
class Tree:
    """A repository, read from its `root`."""

    root: Path

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Paths relative to the root; new files count before they are added, ignored ones never."""
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listing = subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout  # noqa: S603
        paths = (Path(name) for name in sorted(set(listing.split("\0"))) if name)
        return tuple(path for path in paths if (self.root / path).is_file())

    def text(self, path: Path | str) -> str:
        """Return a file's text, empty where there is no such file or it is no UTF-8."""
        try:
            return (self.root / path).read_text("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def modules(self, *folders: str) -> Iterator[Module]:
        """Parse the Python files below these folders."""
        for path in self.files:
            if path.suffix == ".py" and path.parts[0] in folders:
                text = self.text(path)
                yield Module(path, text, ast.parse(text, str(path)))
