"""A channel's proxy, as its settings name it."""

from ssl import SSLContext
from typing import Final

import httpcore
import httpx

from gql.checks import PORT_MAX

SCHEMES: Final = {"http", "https", "socks5", "socks5h"}


def read_proxy(text: str, tls: SSLContext) -> httpcore.Proxy:
    """Read a proxy's address; it may hold a name and a password.

    Raises:
        OSError: it leads nowhere.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in SCHEMES or not url.host or (url.port or 0) > PORT_MAX:
        raise OSError("no proxy")
    return httpcore.Proxy(
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
        auth=(url.username.encode(), url.password.encode()) if url.userinfo else None,
        ssl_context=tls,
    )
