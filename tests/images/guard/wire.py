"""The network of these tests: names as a table has them, public addresses on this machine, and traps."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpcore


@dataclass
class Names:
    """Resolves names by a table; each answer of a name is given once, and its last one for ever."""

    answers: Mapping[str, Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    @classmethod
    def fixed(cls, addresses: Mapping[str, Sequence[str]]) -> "Names":
        """Answer a name always alike."""
        return cls({name: [found] for name, found in addresses.items()})

    async def __call__(self, name: str) -> list[str]:
        """Give what the table says; what it does not name is read as the C library reads numbers."""
        self.asked.append(name)
        if answers := self.answers.get(name):
            return list(answers[min(self.asked.count(name), len(answers)) - 1])
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(address[0]) for *_, address in found]


@dataclass
class Wire(httpcore.AsyncNetworkBackend):
    """Connects for real; where a road leads from an address and a port, to that port of this machine."""

    roads: Mapping[tuple[str, int], int] = field(default_factory=dict)
    reached: list[tuple[str, int]] = field(default_factory=list)
    strays: list[tuple[str, int]] = field(default_factory=list)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect, and remember where to."""
        road = self.roads.get((host, port))
        (self.strays if road is None else self.reached).append((host, port))
        place = (host, port) if road is None else ("127.0.0.1", road)
        return await httpcore.AnyIOBackend().connect_tcp(*place, timeout, local_address, socket_options)


@dataclass
class Trap:
    """A listener that nobody is to reach."""

    port: int
    caught: int = 0


@asynccontextmanager
async def trap() -> AsyncIterator[Trap]:
    """Listen at every address of this machine, IPv4 and IPv6."""
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    listener = socket.create_server(("", 0), family=family, dualstack_ipv6=both)
    trap = Trap(listener.getsockname()[1])

    async def catch(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        trap.caught += 1
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret")
        writer.close()

    async with await asyncio.start_server(catch, sock=listener):
        yield trap
