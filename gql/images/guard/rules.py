"""What an operator allows the guard to let through."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final

from gql.errors import ConfigurationError
from gql.images.guard.addresses import Address, Network, within
from gql.images.guard.refusal import RefusedAddress
from gql.images.guard.target import Target, read_url
from gql.settings import Settings

PORTS: Final = (80, 443, 8080, 8443)
Place = tuple[Address | str, int | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """The guard's settings.

    Attributes:
        ports: where public addresses are fetched from.
        allow_private: whether private addresses are, at any port.
        places: hosts that are exempt from the rules of addresses and ports; a port of None is any.
        networks: addresses that are exempt likewise.
        own: the gateway's own place, as clients see it.
        own_port: where it listens on this machine; 0 is not known.
    """

    ports: frozenset[int] = frozenset(PORTS)
    allow_private: bool = False
    places: frozenset[Place] = frozenset()
    networks: tuple[Network, ...] = ()
    own: Target | None = None
    own_port: int = 0

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        """Read the settings.

        Raises:
            ConfigurationError: `MJ_IMAGE_ALLOWED_HOSTS` or `MJ_PUBLIC_URL` can't be read.
        """
        places, networks = read_allowed(settings.image_allowed_hosts)
        return cls(
            frozenset(settings.image_ports),
            settings.image_allow_private,
            places,
            networks,
            _own(settings.public_url),
            settings.port,
        )

    def exempts(self, target: Target) -> bool:
        """Tell whether this host is on the list, whatever its address is."""
        return bool(self.places & {(target.host, None), (target.host, target.port)})

    def exempts_address(self, address: Address) -> bool:
        """Tell whether this address is on the list."""
        return within(address, self.networks)

    def is_own(self, target: Target) -> bool:
        """Tell whether a target is the gateway; beside one on a private network others may run."""
        if self.own is None or target.host != self.own.host:
            return False
        return not self.allow_private or target.port == self.own.port


def read_allowed(entries: Iterable[str]) -> tuple[frozenset[Place], tuple[Network, ...]]:
    """Read the list of hosts: `name`, `name:port`, `address`, `address:port` or `network/bits`.

    Raises:
        ConfigurationError: an entry is none of these.
    """
    places, networks = set[Place](), list[Network]()
    for entry in entries:
        try:
            networks.append(ip_network(entry, strict=False))
        except ValueError:
            places.add(_place(entry))
    return frozenset(places), tuple(networks)


def _place(entry: str) -> Place:
    try:
        target = read_url(f"http://{entry}")
    except RefusedAddress:
        target = None
    if target is None or target.path != "/":
        message = f"MJ_IMAGE_ALLOWED_HOSTS: {entry} is no name, name:port, address or network"
        raise ConfigurationError(message)
    has_port = entry.endswith(f":{target.port}")
    return target.host, target.port if has_port else None


def _own(public_url: str) -> Target | None:
    try:
        return read_url(public_url) if public_url else None
    except RefusedAddress:
        raise ConfigurationError("MJ_PUBLIC_URL: is no address that clients can see") from None
