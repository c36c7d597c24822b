"""Which versions were measured: what is installed, or locked."""

import json
import platform
import re
import shutil
import subprocess
from importlib.metadata import version

from benchmarks.peers import FOLDER, GO, MODULES, Peer, node
from benchmarks.rounds import installed


def versions() -> dict[str, str]:
    """Give the version of each server and of what it runs on."""
    found = {peer.title: of(peer) for peer in installed()}
    return {**found, "Python": platform.python_version(), **_runtimes()}


def of(peer: Peer) -> str:
    """Give the version of a server's library."""
    if peer.needs == MODULES:
        locked = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))["packages"]
        return str(locked[f"node_modules/{peer.package}"]["version"])
    if "/" in peer.package:
        modules = (FOLDER / "gqlgen/go.mod").read_text("utf-8")
        locked = re.search(rf"{peer.package} v([\d.]+)", modules)
        return locked[1] if locked else "unknown"
    return version(peer.package)


def _runtimes() -> dict[str, str]:
    commands = {"Node": [node(), "--version"], "PostgreSQL": ["psql", "--version"]}
    told = {}
    for name, command in commands.items():
        if shutil.which(command[0]):
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
            told[name] = said.split()[-1 if name == "Node" else 2].lstrip("v")
    if GO.exists():
        told["Go"] = GO.read_text("utf-8").strip().removeprefix("go")
    return told
