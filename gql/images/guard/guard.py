"""The judge of targets: a name is resolved once, and every address that it has must pass."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from gql.images.guard.addresses import Address, Standing, read_address, standing
from gql.images.guard.refusal import Reason, RefusedAddress
from gql.images.guard.rules import Rules
from gql.images.guard.target import Target

Resolve = Callable[[str], Awaitable[Sequence[str]]]

# Behind a proxy a name is looked up only to refuse more; where names are blocked that may take for ever.
LOOK_UP_SECONDS: Final = 2.0
LOCAL_DOMAINS: Final = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "home.arpa",
)


async def resolve(name: str) -> list[str]:
    """Ask the system for the addresses of a name.

    Raises:
        OSError: there are none.
    """
    found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_own(address: Address) -> bool:
    """Ask the kernel whether an address is this machine's: then it would be the sender's too.

    Nothing is sent; "connecting" a datagram socket only chooses a route.
    """
    if address.is_loopback:
        return True
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 1))
            return read_address(probe.getsockname()[0]) == address
    except OSError:
        return False


class Guard:
    """Says which addresses a target may be fetched from."""

    def __init__(
        self, rules: Rules, *, resolve: Resolve = resolve, is_own: Callable[[Address], bool] = is_own
    ) -> None:
        self._rules = rules
        self._resolve = resolve
        self._is_own = is_own

    async def addresses(self, target: Target) -> list[Address]:
        """Give the addresses to connect to, and to no other.

        Raises:
            RefusedAddress: one of them at least is refused.
            OSError: there are none.
        """
        self._judge_host(target)
        found = await self._look_up(target)
        for address in found:
            self._judge(target, address)
        return found

    async def pass_to_proxy(self, target: Target) -> None:
        """Judge a target that a proxy connects to, and whose name may have no address here.

        Raises:
            RefusedAddress: the name means something within a network only, or has a refused address here.
        """
        # httpcore tells it to proxies without brackets, where "a:b" may be read as host and port.
        if isinstance(target.host, IPv6Address):
            raise RefusedAddress(Reason.HOST)
        if _is_local(target) and not self._rules.allow_private and not self._rules.exempts(target):
            raise RefusedAddress(Reason.ADDRESS)
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                await self.addresses(target)
        except OSError:
            self._judge_port(target)

    async def _look_up(self, target: Target) -> list[Address]:
        if not isinstance(target.host, str):
            return [target.host]
        found = dict.fromkeys(map(read_address, await self._resolve(target.host)))
        if not found:
            raise OSError("no address")
        return list(found)

    def _judge_host(self, target: Target) -> None:
        if self._rules.is_own(target) and not self._rules.exempts(target):
            raise RefusedAddress(Reason.OWN)

    def _judge(self, target: Target, address: Address) -> None:
        if self._rules.exempts(target):
            return
        if target.port == self._rules.own_port and self._is_own(address):
            raise RefusedAddress(Reason.OWN)
        if self._rules.exempts_address(address):
            return
        found = standing(address)
        if found is Standing.PRIVATE and self._rules.allow_private:
            return
        if found is not Standing.PUBLIC:
            raise RefusedAddress(Reason.ADDRESS)
        self._judge_port(target)
        if self._is_own(address):
            raise RefusedAddress(Reason.OWN)

    def _judge_port(self, target: Target) -> None:
        if target.port not in self._rules.ports and not self._rules.exempts(target):
            raise RefusedAddress(Reason.PORT)


def _is_local(target: Target) -> bool:
    host = target.host
    if not isinstance(host, str):
        return False
    return "." not in host or any(host.endswith(f".{domain}") for domain in LOCAL_DOMAINS)
