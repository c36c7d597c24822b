"""The origin that a request came to, as its client sees it."""

import re
from typing import Any

from starlette.requests import HTTPConnection

# A name or an address, and perhaps a port (RFC 9110, section 7.2).
HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
# A WebSocket begins as an HTTP request.
SCHEMES = {"ws": "http", "wss": "https"}


def origin_of(connection: HTTPConnection) -> str:
    """Give the origin, such as `https://mj.example.com`; "" where neither client nor server names a host.

    The scheme is the one that a trusted proxy names, where there is one.
    """
    scheme = connection.scope.get("scheme", "http")
    host = connection.headers.get("host", "")
    if not HOST.fullmatch(host):
        host = _listening(connection.scope.get("server"))
    return f"{SCHEMES.get(scheme, scheme)}://{host}" if host else ""


def _listening(server: Any) -> str:  # noqa: ANN401 - as ASGI has it: host and port, or a path, or nothing
    if not server or server[1] is None:
        return ""
    host, port = server
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
