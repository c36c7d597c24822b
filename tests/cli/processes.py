"""`python -m gql` as a process of its own; every wait has a deadline."""

import asyncio
import os
import re
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from tests.servers.process import mortal

# Of which a process may take half to start, where it shares its machine with many.
DEADLINE_SECONDS = 90


@dataclass
class Command:
    """A running command."""

    process: Process

    async def line(self, pattern: str) -> str:
        """Wait for a line of stdout, and give the pattern's group."""
        assert self.process.stdout
        async with asyncio.timeout(DEADLINE_SECONDS):
            async for line in self.process.stdout:
                if found := re.search(pattern, line.decode()):
                    return found[1]
        raise AssertionError((await self.end())[1])

    async def end(self, number: signal.Signals | None = None) -> tuple[int, str]:
        """Send a signal, where one is given, and wait for exit code and stderr."""
        if number:
            self.process.send_signal(number)
        async with asyncio.timeout(DEADLINE_SECONDS):
            _, errors = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, errors.decode()


@asynccontextmanager
async def started(*arguments: str, **environment: str) -> AsyncIterator[Command]:
    """Start a command in the current folder; it is ended with the block."""
    command = mortal([sys.executable, "-m", "gql", *arguments])
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=PIPE, env=os.environ | environment
    )
    try:
        yield Command(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()  # who only waits does so for ever, where nobody reads what it wrote


async def ended(*arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command to its end, and give exit code and stderr."""
    async with started(*arguments, **environment) as command:
        return await command.end()


async def connected(port: str) -> tuple[StreamReader, StreamWriter]:
    """Open a connection to a port of this machine."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await asyncio.open_connection("127.0.0.1", int(port))


async def answer(reader: StreamReader) -> str:
    """Read a response with a content length, and give its status line and body."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        assert length
        body = await reader.readexactly(int(length[1]))
    return f"{head.splitlines()[0]}\n{body.decode()}"
