"""Versions below which a dependency is known to be unsafe, checked without a network.

An auditing service that can't be reached reports nothing, which looks like good news; this table can't.
"""

import re
import tomllib
from collections.abc import Iterator

from packaging.version import Version

from tools.tree import Tree

PINS = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def check(tree: Tree) -> Iterator[str]:
    """Compare each pin of `requirements.lock` with `tools/floors.toml`."""
    pins = PINS.findall(tree.text("requirements.lock"))
    if not pins:
        yield "requirements.lock: an empty lock can't be checked; run `make lock`."
        return
    for name, floor in tomllib.loads(tree.text("tools/floors.toml")).items():
        versions = [Version(version) for package, version in pins if package == name]
        if not versions:
            yield f"tools/floors.toml: {name} is not in requirements.lock any more; take its floor away."
        elif min(versions) < Version(floor["version"]):
            yield f"requirements.lock: {name} {min(versions)} is below {floor['version']}: {floor['why']}."
