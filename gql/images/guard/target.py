"""A URL, read once and strictly: the parts that were checked are the parts that are connected to."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, urljoin

from gql.checks import PORT_MAX
from gql.images.guard.addresses import Address
from gql.images.guard.hosts import read_host
from gql.images.guard.refusal import Reason, RefusedAddress

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
URL_LENGTH: Final = 8192
# RFC 3986, appendix B, for URLs that have a scheme and an authority.
URL: Final = re.compile(r"([^:/?#]+)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?")
AUTHORITY: Final = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([^:]*))?")
PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
# Control characters, halves of surrogate pairs, and the backslash, which browsers take for a slash.
UNREADABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\\\\]")
KEPT: Final = "/%:?@!$&'()*+,;=~[]|"


@dataclass(frozen=True, slots=True)
class Target:
    """What a request goes to.

    Attributes:
        scheme: `http` or `https`.
        host: an address, or a name as DNS has it, without a dot at the end.
        port: the port, also where the URL names none.
        path: the path and the query, in ASCII.
    """

    scheme: str
    host: Address | str
    port: int
    path: str = field(repr=False)

    @property
    def written_port(self) -> int | None:
        """The port as it is written down: not at all where it is the scheme's own."""
        return None if self.port == DEFAULT_PORTS[self.scheme] else self.port

    @property
    def authority(self) -> str:
        """What the header `Host` says."""
        host = f"[{self.host}]" if isinstance(self.host, IPv6Address) else str(self.host)
        return f"{host}:{self.written_port}" if self.written_port else host

    def redirected(self, location: str) -> "Target":
        """Read the header `Location` of this target's answer.

        Raises:
            RefusedAddress: it can't be read as a URL, or leads from https to http.
        """
        _readable(location)
        try:
            target = read_url(urljoin(f"{self.scheme}://{self.authority}{self.path}", location))
        except ValueError:
            raise RefusedAddress(Reason.URL) from None
        if (self.scheme, target.scheme) == ("https", "http"):
            raise RefusedAddress(Reason.DOWNGRADE)
        return target


def read_url(text: str) -> Target:
    """Read an absolute URL; a fragment is dropped.

    Raises:
        RefusedAddress: it is no URL of http or https, holds credentials, or readers may differ about it.
    """
    _readable(text)
    match = URL.fullmatch(text)
    scheme = match[1].lower() if match else ""
    if match is None or scheme not in DEFAULT_PORTS:
        raise RefusedAddress(Reason.SCHEME)
    host, port = _authority(match[2])
    path = quote((match[3] or "/") + (match[4] or ""), safe=KEPT)
    return Target(scheme, host, DEFAULT_PORTS[scheme] if port is None else port, path)


def _authority(text: str) -> tuple[Address | str, int | None]:
    if "@" in text:
        raise RefusedAddress(Reason.CREDENTIALS)
    match = AUTHORITY.fullmatch(text)
    if match is None:
        raise RefusedAddress(Reason.HOST)
    return read_host(match[1]), None if match[2] is None else _port(match[2])


def _port(text: str) -> int:
    if not PORT.fullmatch(text) or int(text) > PORT_MAX:
        raise RefusedAddress(Reason.PORT)
    return int(text)


def _readable(text: str) -> None:
    if len(text) > URL_LENGTH or UNREADABLE.search(text):
        raise RefusedAddress(Reason.URL)
