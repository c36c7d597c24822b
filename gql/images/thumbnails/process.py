"""The server's end of one worker process."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from typing import Final, Self, cast

from gql.images.thumbnails.protocol import Outcome

# uvloop leaves a child all descriptors that are inheritable, uvicorn's listening socket among them.
# The worker finds its modules where the server does, however that was started.
PROGRAM: Final = """
import os, sys
os.closerange(3, 65536)
sys.path[:] = {path!r}
from gql.images.thumbnails.worker import main
main()
"""
# More than any thumbnail has; a worker that a picture took over can't fill the server's memory.
ANSWER_BYTES: Final = 32 << 20
START_SECONDS: Final = 30.0
END_SECONDS: Final = 2.0


class WorkerLost(Exception):
    """A worker that ended, or that answers what none would."""


class Worker:
    """A worker process; one request at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process
        # Both are pipes, as `start` asked for.
        self._requests = cast("asyncio.StreamWriter", process.stdin)
        self._answers = cast("asyncio.StreamReader", process.stdout)

    @classmethod
    async def start(cls) -> Self:
        """Start a fresh interpreter, not a fork: of the server's files it gets nothing but standard error.

        Raises:
            WorkerLost: It ended before it was ready.
            TimeoutError: It was not ready after `START_SECONDS`.
        """
        program = PROGRAM.format(path=sys.path)
        worker = cls(
            await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=PIPE, stdout=PIPE)
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker._answer()
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process runs, as far as is known."""
        return self._process.returncode is None

    async def ask(self, *request: str | int | None) -> tuple[Outcome, bytes]:
        """Have a function of the worker's called.

        Raises:
            WorkerLost: The process ended before its answer did, or answers nonsense; it is of no more use.
        """
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            await self._requests.drain()
        except ConnectionError as error:
            raise WorkerLost from error
        return await self._answer()

    async def end(self) -> None:
        """Close its input, with which it ends, and kill it where it does not."""
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.communicate(b"")
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End the process now, whatever it does; nobody may be asking it."""
        self.interrupt()
        await self._process.communicate(b"")

    def interrupt(self) -> None:
        """End the process now; who is asking it gets `WorkerLost`."""
        if self.alive:
            self._process.kill()

    async def _answer(self) -> tuple[Outcome, bytes]:
        try:
            outcome, size = (await self._answers.readline()).split()
            content = await self._answers.readexactly(min(int(size), ANSWER_BYTES))
            return Outcome(outcome.decode()), content
        except (ValueError, asyncio.IncompleteReadError) as error:
            raise WorkerLost from error
