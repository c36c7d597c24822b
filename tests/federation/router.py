"""Apollo's router with the gateway and another subgraph behind it, in a process of Node."""

import asyncio
import json
import os
import shutil
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NPM = Path(__file__).parent / "npm"
# Node as `frontend/build.sh` finds it: from PyPI where the machine's own is too old.
NODE_PATH = f"{ROOT / 'frontend/.node/bin'}{os.pathsep}{os.environ['PATH']}"
DEADLINE_SECONDS = 60
LINE_LIMIT_BYTES = 2**22


@dataclass(frozen=True)
class Router:
    """Where it listens, and what it has composed."""

    url: str
    supergraph: str


@asynccontextmanager
async def routing(gateway_url: str) -> AsyncIterator[Router]:
    """Compose the graph and serve it while the block runs.

    Raises:
        AssertionError: no Node, packages that are not installed, or subgraphs that do not compose.
    """
    node = shutil.which("node", path=NODE_PATH)
    assert node, "Federation is tested with Node, which is not here; `make test` brings it"
    process = await asyncio.create_subprocess_exec(
        node, "router.mjs", gateway_url, cwd=NPM, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LINE_LIMIT_BYTES
    )
    assert process.stdin
    assert process.stdout
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            line = await process.stdout.readline()
        assert line, (await process.communicate())[1].decode()
        yield Router(**json.loads(line))
    finally:
        process.stdin.close()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await process.communicate()
