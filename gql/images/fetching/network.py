"""The network of httpcore, read in pieces as large as they come."""

from collections.abc import Iterable
from ssl import SSLContext
from typing import Final

import httpcore

# What httpcore asks for in a body, and what the event loop takes from a socket at a time: to split that costs
# copies, and all that is done for a piece, four times.
ASKED_BYTES: Final = 64 * 1024
READ_BYTES: Final = 256 * 1024


class Network(httpcore.AsyncNetworkBackend):
    """Connects as another network does.

    Args:
        network: what makes the connections; httpcore's own where it is left out.
    """

    def __init__(self, network: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._network = network or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect; it raises what the other network does."""
        return Stream(await self._network.connect_tcp(host, port, timeout, local_address, socket_options))


class Stream(httpcore.AsyncNetworkStream):
    """A connection, with or without TLS."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Give what has come, of a body up to `READ_BYTES`; a proxy's greeting is read as it is asked for."""
        return await self._stream.read(READ_BYTES if max_bytes >= ASKED_BYTES else max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send bytes."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Speak TLS from now on."""
        return Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        """Tell of the connection."""
        return self._stream.get_extra_info(info)
