"""Copies of the clients' folders, so that generating and building leaves nothing in the repository."""

import asyncio
import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "clients"
NODE = ("apollo", "genql", "gql-tada", "relay", "urql")
PYTHON = "ariadne-codegen"
NAMES = (*NODE, PYTHON)
SECONDS = 60
MADE = ("node_modules", ".venv", "gql", "graphql-env.d.ts", "generated", "__generated__", "dist", "gateway")


@dataclass(frozen=True)
class Outcome:
    """What a command of a client gave: its exit code and all that it printed."""

    code: int
    output: str


@dataclass(frozen=True)
class Workshop:
    """A folder with `schema.graphql` and `clients/` as the repository has them, installed packages too."""

    root: Path

    @classmethod
    def at(cls, root: Path, schema: str) -> "Workshop":
        """Copy the clients beside a schema."""
        assert (CLIENTS / "node_modules/.stamp").is_file(), "run clients/install.sh; `make test` does"
        (root / "schema.graphql").write_text(schema, "utf-8")
        shutil.copytree(CLIENTS, root / "clients", ignore=shutil.ignore_patterns(*MADE))
        for installed in ("node_modules", f"{PYTHON}/.venv"):
            (root / "clients" / installed).symlink_to(CLIENTS / installed)
        return cls(root)

    async def generate(self, client: str) -> Outcome:
        """Generate a client's types, or its code, from the schema."""
        return await self._run(client, "generate", [".venv/bin/ariadne-codegen"])

    async def check(self, client: str) -> Outcome:
        """Check a client's types as strictly as can be."""
        python = self.root / "clients" / PYTHON / ".venv/bin/python"
        mypy = [str(ROOT / ".venv/bin/mypy"), "--strict", "--python-executable", str(python), "main.py"]
        return await self._run(client, "check", mypy)

    async def start(self, client: str, **environment: str) -> Outcome:
        """Run a client's program."""
        return await self._run(client, "start", [".venv/bin/python", "main.py"], environment)

    async def lint(self) -> Outcome:
        """Hold the schema to the rules of graphql-eslint."""
        command = [
            "clients/node_modules/.bin/eslint",
            "--config",
            "clients/eslint.config.js",
            "schema.graphql",
        ]
        return await _run(command, self.root)

    async def _run(
        self, client: str, script: str, python: list[str], environment: Mapping[str, str] | None = None
    ) -> Outcome:
        command = python if client == PYTHON else ["npm", "run", "--silent", script]
        return await _run(command, self.root / "clients" / client, environment)


async def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> Outcome:
    # Where the machine's Node is too old, install.sh has put a newer one into frontend/.node.
    path = f"{ROOT / 'frontend/.node/bin'}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1", **(environment or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(SECONDS):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    assert process.returncode is not None
    return Outcome(process.returncode, output.decode())
