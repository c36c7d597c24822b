"""Pages whose scripts may open a WebSocket, which no browser's same-origin policy guards (CSWSH)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers


class Origins:
    """The origins that are let in: our own, and those that are allowed to read answers (CORS)."""

    def __init__(self, allowed: Iterable[str], public_url: str = "") -> None:
        """Take the origins that are set.

        Args:
            allowed: such as `https://app.example.com`; `*` for all.
            public_url: the gateway's own address, where a proxy hides it.
        """
        self._allowed = {origin.lower() for origin in (*allowed, _origin(public_url))}

    def let_in(self, headers: Headers) -> bool:
        """Whether a handshake comes from no page at all, or from one of these origins."""
        origin = headers.get("origin")
        if origin is None or headers.get("sec-fetch-site") == "same-origin" or "*" in self._allowed:
            return True
        return origin.lower() in self._allowed or _host(origin) == headers.get("host", "").lower()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _host(origin: str) -> str | None:
    """Give the host and port of an origin, which names no port where it is the scheme's own."""
    scheme, _, host = origin.lower().partition("://")
    return host if scheme in {"http", "https"} and host else None
