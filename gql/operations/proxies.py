"""Proxies in front of the gateway, and what they tell of a request as its client made it."""

from collections.abc import Sequence
from typing import Any, Final, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

FORWARDED_HOST: Final = b"x-forwarded-host"
MAPPED: Final = "::ffff:"
Headers = list[tuple[bytes, bytes]]


class TrustedProxies:
    """ASGI: believes `X-Forwarded-For`, `-Proto` and, which uvicorn leaves out, `-Host`."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        """Take the application, and the addresses or networks whose headers are believed."""
        # uvicorn has types of its own for ASGI's.
        self._believing: Any = ProxyHeadersMiddleware(cast("Any", app), list(trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put into the scope what the client asked for, and go on."""
        if client := scope.get("client"):
            # At `::` clients of IPv4 come under an address of IPv6, which no network of theirs has.
            host = client[0].removeprefix(MAPPED)
            scope["client"] = (host, *client[1:])
            if host in self._believing.trusted_hosts:
                scope["headers"] = _as_sent(scope["headers"])
        await self._believing(scope, receive, send)


def _as_sent(headers: Headers) -> Headers:
    """Give the headers with the `Host` that the nearest proxy was asked for: others may be made up."""
    told = b",".join(value for name, value in headers if name == FORWARDED_HOST)
    host = told.rpartition(b",")[2].strip()
    if not host:
        return headers
    return [(b"host", host), *(header for header in headers if header[0] != b"host")]
