"""Servers of pictures, over sockets and by hand, so that they can do what no well-kept server would."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Reply = Callable[["Call", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Call:
    """A request as it came; `gone` is set when the client has closed the connection."""

    head: str
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def path(self) -> str:
        """What is asked for."""
        return self.head.split(" ", 2)[1]

    @property
    def headers(self) -> dict[str, str]:
        """The headers, by their names in small letters."""
        lines = self.head.split("\r\n")[1:-2]
        return {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}


@dataclass
class Server:
    """What a test needs of a server."""

    port: int
    calls: list[Call] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)


def answer(body: bytes = b"", *, status: int = 200, length: int | None = -1, **headers: str) -> Reply:
    """Answer with a body; `length` is what the header says of it, if not the truth; None leaves it out."""
    lines = [f"HTTP/1.1 {status} Status", *(f"{name.replace('_', '-')}: {headers[name]}" for name in headers)]
    if length is not None:
        lines.append(f"content-length: {len(body) if length < 0 else length}")
    head = "\r\n".join(lines).encode()

    async def reply(_: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(head + b"\r\n\r\n" + body)

    return reply


@asynccontextmanager
async def serving(reply: Reply, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve every request by `reply`, one a connection."""
    server = Server(0)
    if tls:
        tls.sni_callback = lambda _, name, __: server.names.append(name)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = Call((await reader.readuntil(b"\r\n\r\n")).decode())
        server.calls.append(call)
        watching = asyncio.create_task(_watch(reader, call))
        try:
            with suppress(ConnectionError):
                await reply(call, writer)
        finally:
            writer.close()
            watching.cancel()

    async with await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls) as listening:
        server.port = listening.sockets[0].getsockname()[1]
        yield server
        # Whoever still holds a connection, here or in a relay, ends before the loop does.
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=5)


async def _watch(reader: asyncio.StreamReader, call: Call) -> None:
    with suppress(ConnectionError):
        await reader.read()
    call.gone.set()


def certificate(folder: Path, names: Iterable[str]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for these names; give the server's context and that of a client that trusts it."""
    key, chain = folder / "key.pem", folder / "chain.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test"
    alternatives = "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)
    subprocess.run(  # noqa: S603 - our own words
        [*command.split(), "-addext", alternatives, "-keyout", key, "-out", chain],
        check=True,
        capture_output=True,
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(chain, key)
    return server, ssl.create_default_context(cafile=chain)
