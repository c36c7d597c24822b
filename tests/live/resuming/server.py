"""A gateway on a port of its own that is ended, in one way or the other, and started again."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tests.cli.processes import Command, started
from tests.servers.sites import Place, url_of


@dataclass
class Server:
    """The gateway.

    Attributes:
        up: set while it takes connections.
        ending: how it was last ended.
        generation: how often it was started.
    """

    place: Place
    stack: AsyncExitStack
    address: str = ""
    up: asyncio.Event = field(default_factory=asyncio.Event)
    ending: str = ""
    generation: int = 0

    async def start(self) -> None:
        """Start it, on the port of before."""
        port = re.sub(r".*:", "", self.address) or "0"
        arguments = ("serve", "--port", port, "--database-url", url_of(self.place))
        made = started(*arguments, MJ_POLL="false", MJ_LOG_LEVEL="error")
        self._command: Command = await self.stack.enter_async_context(made)
        self.address = await self._command.line(r"Listening on (\S+)")
        self.generation += 1
        self.up.set()

    async def restart(self, number: signal.Signals) -> None:
        """End it with a signal, and start it again."""
        self.up.clear()
        self.ending = number.name
        code, errors = await self._command.end(number)
        assert (code, errors) == (-signal.SIGKILL if number is signal.SIGKILL else 0, ""), errors
        await self.start()


@asynccontextmanager
async def serving(place: Place) -> AsyncIterator[Server]:
    """Serve a database."""
    async with AsyncExitStack() as stack:
        server = Server(place, stack)
        await server.start()
        yield server
