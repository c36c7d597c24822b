"""Several processes that share one listening socket, and the supervisor that starts, replaces and ends them.

The kernel hands each new connection to one of them, and none gets lost while one is replaced: what was not
accepted yet stays with the socket, which the others hold too.
"""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from structlog import get_logger

from gql.errors import ConfigurationError
from gql.operations.server import LEAVE
from gql.waiting import happens

log = get_logger(__name__)

# A worker that ends by itself is started again so much later.
RESTART_SECONDS = 1.0


class Worker:
    """A process that says with its first line that it accepts connections.

    Its stdin is its leash: the worker ends in order when it is closed, also where we were killed.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self._asked = False
        self.ready = asyncio.get_running_loop().create_future()
        self.listening = asyncio.create_task(self._listen())

    def end(self, number: int = signal.SIGTERM) -> None:
        """Ask it once to finish its requests and to end; a second signal would not let it."""
        if not self._asked:
            self._asked = True
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end, and give its exit code."""
        await self.listening
        return await self.process.wait()

    async def _listen(self) -> None:
        assert self.process.stdout  # noqa: S101 - it was started with a pipe
        async for _ in self.process.stdout:
            if not self.ready.done():
                self.ready.set_result(True)
        if not self.ready.done():
            self.ready.set_result(False)


class Supervisor:
    """Keeps as many workers alive as are wanted, until SIGTERM or SIGINT; SIGHUP replaces one by one."""

    def __init__(
        self,
        command: Sequence[str],
        taken: socket.socket,
        environment: Mapping[str, str],
        buried: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Make ready to start workers.

        Args:
            command: what follows `python`; the number of the socket's file is added.
            taken: the address, from `take_address`; inherited by each.
            environment: theirs.
            buried: called with the id of each that has ended.
        """
        self._command = [sys.executable, *command, "--fd", str(taken.fileno())]
        self._taken = taken
        self._environment = environment
        self._buried = buried
        self._stopping = asyncio.Event()
        self._renewing = asyncio.Event()
        self._alive: set[Worker] = set()
        self._slots: list[Worker] = []

    async def run(self, count: int, announce: Callable[[], None]) -> None:
        """Run workers until a signal, and wait for their end.

        Raises:
            ConfigurationError: a worker ends before it was ready; it has told why.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        loop.add_signal_handler(signal.SIGHUP, self._renewing.set)
        try:
            for _ in range(count):
                self._slots.append(await self._started())
            ready = [await worker.ready for worker in self._slots]
            if not all(ready) and not self._stopping.is_set():
                raise ConfigurationError("A worker could not be started")
            announce()
            await self._keep_all()
        finally:
            self._stopping.set()
            for worker in list(self._alive):
                worker.end()
                await self._ended(worker)

    def _stop(self) -> None:
        """End all; a second signal ends this process at once, and the workers by their leash."""
        self._stopping.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)
        for worker in self._alive:
            worker.end()

    async def _keep_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            renewing = group.create_task(self._renew())
            keeping = [group.create_task(self._keep(slot)) for slot in range(len(self._slots))]
            await asyncio.wait(keeping)
            renewing.cancel()

    async def _keep(self, slot: int) -> None:
        while not self._stopping.is_set():
            worker = self._slots[slot]
            code = await self._ended(worker)
            if worker is self._slots[slot] and not self._stopping.is_set():
                log.error("worker_ended", process=worker.process.pid, exit_code=code)
                await happens(self._stopping, RESTART_SECONDS)
                self._slots[slot] = await self._started()

    async def _renew(self) -> None:
        """Replace each worker, once that is asked for, by one that is ready before the old one goes."""
        while True:
            await self._renewing.wait()
            self._renewing.clear()
            for slot, old in enumerate(list(self._slots)):
                new = await self._started()
                if not await new.ready:
                    log.error("worker_not_replaced", process=old.process.pid)
                    await self._ended(new)
                    break
                self._slots[slot] = new
                old.end(LEAVE)
                await old.ended()
            else:
                log.info("workers_replaced", workers=len(self._slots))

    async def _started(self) -> Worker:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=(self._taken.fileno(),),
            env=self._environment,
            process_group=0,  # else Ctrl+C would reach it twice, and end it at once
        )
        worker = Worker(process)
        self._alive.add(worker)
        if self._stopping.is_set():
            worker.end()
        return worker

    async def _ended(self, worker: Worker) -> int:
        code = await worker.ended()
        if worker in self._alive:
            self._alive.remove(worker)
            self._buried(worker.process.pid)
        return code
