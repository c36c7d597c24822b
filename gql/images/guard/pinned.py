"""A network in which every name leads to the addresses that were checked."""

from collections.abc import Iterable, Sequence
from typing import Final

import httpcore

from gql.images.guard.addresses import Address

# A name with more addresses than these is not the better reached for trying all of them.
MOST_TRIED: Final = 4


class Pinned(httpcore.AsyncNetworkBackend):
    """Connects to given addresses only; who asks, and TLS, go on using the name.

    Args:
        network: what makes the connections.
        addresses: one at least; tried in this order, each for its share of the time.
    """

    def __init__(self, network: httpcore.AsyncNetworkBackend, addresses: Sequence[Address]) -> None:
        self._network = network
        self._addresses = addresses[:MOST_TRIED]

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name, which was resolved already
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that takes it.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: as the last one failed.
        """
        share = timeout and timeout / len(self._addresses)
        for address in self._addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        last = str(self._addresses[-1])
        return await self._network.connect_tcp(last, port, share, local_address, socket_options)
