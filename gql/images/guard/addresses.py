"""Which IP addresses are the public internet's, which are private, and which nobody may be sent to.

The sources are IANA's registries of special-purpose addresses. `ipaddress.is_global` is no help: it passes
many of those below, and which ones depends on Python's patch level.
"""

from collections.abc import Iterable
from enum import Enum, auto
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PRIVATE: Final = tuple(
    map(
        ip_network,
        (
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::1/128",
            "fc00::/7",
        ),
    )
)
# Clouds tell their machines' secrets there; these lie within ranges that are private otherwise.
METADATA: Final = tuple(map(ip_network, ("100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128")))
RESERVED: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
UNICAST: Final = (IPv4Network("0.0.0.0/0"), IPv6Network("2000::/3"))
# ISATAP carries an IPv4 address after these 32 bits, whatever the prefix is (RFC 5214, section 6.1).
ISATAP: Final = {0x0000_5EFE, 0x0200_5EFE}


class Standing(Enum):
    """What an address is."""

    PUBLIC = auto()
    PRIVATE = auto()
    REFUSED = auto()


def standing(address: Address) -> Standing:
    """Tell what an address is; `REFUSED` are those that no setting but a list of hosts opens."""
    address = unmapped(address)
    if within(address, PRIVATE):
        return Standing.REFUSED if within(address, METADATA) else Standing.PRIVATE
    if within(address, RESERVED) or not within(address, UNICAST) or _is_isatap(address):
        return Standing.REFUSED
    return Standing.PUBLIC


def within(address: Address, networks: Iterable[Network]) -> bool:
    """Tell whether one of these networks has the address."""
    return any(address in network for network in networks)


def unmapped(address: Address) -> Address:
    """Give the IPv4 address that an address of `::ffff:0:0/96` stands for; any other as it is."""
    return getattr(address, "ipv4_mapped", None) or address


def read_address(text: str) -> Address:
    """Read an address of the resolver or the kernel, without its scope.

    Raises:
        ValueError: it is none.
    """
    return unmapped(ip_address(text.partition("%")[0]))


def _is_isatap(address: Address) -> bool:
    return isinstance(address, IPv6Address) and int(address) >> 32 & 0xFFFF_FFFF in ISATAP
