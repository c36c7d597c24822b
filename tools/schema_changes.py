"""What `schema.graphql` changes for the clients of the last release.

A breaking change passes only where CHANGELOG.md names it, in the words printed here, under "Unreleased".
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLSchema, build_schema, find_breaking_changes, find_dangerous_changes

CURRENT = Path("schema.graphql")
RELEASED = Path("docs/schema/released.graphql")
CHANGELOG = Path("CHANGELOG.md")
UNUSED = "Standard scalar"  # Int and its like leave the schema with the last field that used them
SECTION = re.compile(r"^## \[(.+?)\].*?\n(.*?)(?=^## \[|\Z)", re.MULTILINE | re.DOTALL)


def breaking(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Describe what makes an operation of today fail, such as "Field Task.quota was removed."."""
    changes = (change.description for change in find_breaking_changes(old, new))
    return [change for change in changes if not change.startswith(UNUSED)]


def dangerous(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Describe what may surprise a client, such as a new enum value."""
    return [change.description for change in find_dangerous_changes(old, new)]


def unnamed(changes: list[str], changelog: str) -> Iterator[str]:
    """Yield the changes that the changelog's "Unreleased" section does not name."""
    unreleased = " ".join(dict(SECTION.findall(changelog)).get("Unreleased", "").split())
    return (change for change in changes if change.removesuffix(".") not in unreleased)


def report(root: Path) -> tuple[list[str], bool]:
    """Compare the two schemas below `root`.

    Returns:
        The lines to print, and whether the change may pass.
    """
    changelog = (root / CHANGELOG).read_text("utf-8")
    if not (root / RELEASED).exists():
        released = [version for version, _ in SECTION.findall(changelog) if version != "Unreleased"]
        if released:
            return [f"{RELEASED} is missing, though {CHANGELOG} has the release {released[0]}."], False
        return ["No release yet, so the schema can't break one."], True
    old, new = (build_schema((root / path).read_text("utf-8")) for path in (RELEASED, CURRENT))
    harm = breaking(old, new)
    missing = list(unnamed(harm, changelog))
    lines = [
        *(f"breaking: {change}" for change in harm),
        *(f"dangerous: {change}" for change in dangerous(old, new)),
    ]
    lines += [f"{CHANGELOG}: name this under Unreleased, or take it back: {change}" for change in missing]
    return lines or ["The schema breaks no client of the last release."], not missing


def main() -> int:
    """Print the report on the repository in the current folder."""
    lines, passes = report(Path.cwd())
    print(*lines, sep="\n")
    return int(not passes)


if __name__ == "__main__":
    sys.exit(main())
