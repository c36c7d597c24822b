"""The rule of addresses, by itself."""

import random
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from itertools import islice

import pytest

from gql.images.guard.addresses import Standing, read_address, standing, unmapped
from tests.images.guard.addresses import PRIVATE, PUBLIC, REFUSED

GENERATED = 100_000
RANGES = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
GLOBAL_PREFIXES = tuple(
    int(IPv6Address(text)) for text in ("2606:4700::", "2001:4860::", "2a00:1450:4001:80b::", "2400:cb00:1::")
)

Embed = Callable[[int, random.Random], int]
# How an IPv4 address is carried within an IPv6 address, and where that is written.
EMBEDDINGS: Mapping[str, Embed] = {
    "mapped, RFC 4291": lambda v4, _: 0xFFFF << 32 | v4,
    "compatible, RFC 4291": lambda v4, _: v4,
    "translated, RFC 2765": lambda v4, _: 0xFFFF << 48 | v4,
    "NAT64, RFC 6052": lambda v4, _: 0x64_FF9B << 96 | v4,
    "local NAT64 /96, RFC 8215": lambda v4, rng: (0x64_FF9B_0001 << 48 | rng.getrandbits(48)) << 32 | v4,
    "local NAT64 /48": lambda v4, _: 0x64_FF9B_0001 << 80 | v4 >> 16 << 64 | (v4 & 0xFFFF) << 40,
    "6to4, RFC 3056": lambda v4, rng: 0x2002 << 112 | v4 << 80 | rng.getrandbits(80),
    "Teredo client, RFC 4380": lambda v4, rng: 0x2001 << 112 | rng.getrandbits(64) << 32 | v4 ^ 0xFFFF_FFFF,
    "Teredo server, RFC 4380": lambda v4, rng: 0x2001 << 112 | v4 << 64 | rng.getrandbits(64),
    "ISATAP, RFC 5214": lambda v4, rng: rng.choice(GLOBAL_PREFIXES) | 0x0000_5EFE << 32 | v4,
    "ISATAP of a global address": lambda v4, rng: rng.choice(GLOBAL_PREFIXES) | 0x0200_5EFE << 32 | v4,
}


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_with_a_special_purpose_is_refused(address: str) -> None:
    assert standing(ip_address(address)) is Standing.REFUSED, REFUSED[address]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_private(address: str) -> None:
    assert standing(ip_address(address)) is Standing.PRIVATE, PRIVATE[address]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_beside_the_refused_ones_is_public(address: str) -> None:
    assert standing(ip_address(address)) is Standing.PUBLIC


def test_no_embedding_of_an_inner_address_is_public() -> None:
    rng = random.Random(20_261_123)  # noqa: S311
    names = list(EMBEDDINGS)
    done = dict.fromkeys(names, 0)

    for _ in range(GENERATED):
        name, network = rng.choice(names), rng.choice(RANGES)
        inner = int(network.network_address) + rng.randrange(network.num_addresses)
        address = IPv6Address(EMBEDDINGS[name](inner, rng))
        assert standing(address) is not Standing.PUBLIC, f"{name}: {address} holds {IPv4Address(inner)}"
        done[name] += 1

    assert sum(done.values()) == GENERATED
    assert min(done.values()) > GENERATED // len(names) * 0.9


def test_only_mapped_addresses_are_judged_as_what_they_hold() -> None:
    google = int(IPv4Address("8.8.8.8"))
    rng = random.Random(1)  # noqa: S311
    judged = {name: standing(IPv6Address(embed(google, rng))) for name, embed in EMBEDDINGS.items()}

    assert [name for name, found in judged.items() if found is Standing.PUBLIC] == ["mapped, RFC 4291"]


def test_the_public_internet_stays_open() -> None:
    rng = random.Random(2)  # noqa: S311
    drawn = (IPv4Address(rng.getrandbits(32)) for _ in iter(int, 1))
    outer = (address for address in drawn if not any(address in network for network in RANGES))

    assert {standing(address) for address in islice(outer, 10_000)} == {Standing.PUBLIC}


def test_scopes_and_mappings_are_taken_off() -> None:
    assert read_address("fe80::1%eth0") == IPv6Address("fe80::1")
    assert read_address("::ffff:7f00:1") == IPv4Address("127.0.0.1")
    assert unmapped(IPv6Address("::1")) == IPv6Address("::1")
