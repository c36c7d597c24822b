"""The host of a URL, read strictly: what is told of it here is what any other reader would find in it."""

import re
import unicodedata
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

import idna

from gql.images.guard.addresses import Address, unmapped
from gql.images.guard.refusal import Reason, RefusedAddress

QUAD: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
IPV6: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\]")
LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# The C library takes a name for an address where its last label is one of these.
NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
NAME_LENGTH: Final = 253


def read_host(text: str) -> Address | str:
    """Read a dotted quad, a bracketed IPv6 address or a name; the name comes back as DNS has it.

    Raises:
        RefusedAddress: it is none of these, or written in a way that others may take for something else.
    """
    try:
        if match := IPV6.fullmatch(text):
            return unmapped(IPv6Address(match[1]))
        if QUAD.fullmatch(text):
            return IPv4Address(text)
    except AddressValueError:
        raise RefusedAddress(Reason.HOST) from None
    return _name(text)


def _name(text: str) -> str:
    if unicodedata.normalize("NFKC", text) != text:
        raise RefusedAddress(Reason.HOST)
    labels = [_label(label) for label in text.lower().removesuffix(".").split(".")]
    name = ".".join(labels)
    if NUMBER.fullmatch(labels[-1]) or len(name) > NAME_LENGTH:
        raise RefusedAddress(Reason.HOST)
    return name


def _label(label: str) -> str:
    try:
        ascii_label = label if label.isascii() else idna.alabel(label).decode()
        if ascii_label.startswith("xn--"):
            idna.ulabel(ascii_label)
    except idna.IDNAError:
        raise RefusedAddress(Reason.HOST) from None
    if not LABEL.fullmatch(ascii_label):
        raise RefusedAddress(Reason.HOST)
    return ascii_label
