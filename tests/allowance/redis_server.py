"""A real Redis on a free port, for one test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers.process import free_port, mortal, program


@asynccontextmanager
async def redis_server(folder: Path, port: int | None = None) -> AsyncIterator[int]:
    """Run Redis while the block runs, and give its port; the test fails where Redis is not installed."""
    port = port or free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    command = mortal([program("redis-server"), *options])
    server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert server.stdout
        async with asyncio.timeout(30):
            async for line in server.stdout:
                if b"Ready to accept connections" in line:
                    break
        yield port
    finally:
        server.terminate()
        async with asyncio.timeout(30):
            await server.communicate()
