"""TLS to a server as the database's URL asks for it: the same words for each engine and driver."""

import ssl
from ssl import SSLContext

from sqlalchemy import URL

from gql.errors import ConfigurationError

MODES = ("disable", "require", "verify-ca", "verify-full")
FILES = ("ssl_ca", "ssl_cert", "ssl_key")


def taken_apart(url: URL) -> tuple[URL, SSLContext | bool | None]:
    """Take `ssl`, `ssl_ca`, `ssl_cert` and `ssl_key` out of a URL's query.

    Returns:
        The URL without them, and a context; False where TLS is not wanted, None where nothing is said.

    Raises:
        ConfigurationError: an unknown mode, or a file that is no certificate.
    """
    given = {name: str(url.query[name]) for name in ("ssl", *FILES) if name in url.query}
    rest = url.difference_update_query(list(given))
    if not given:
        return rest, None
    mode = given.get("ssl", "verify-full")
    if mode not in MODES:
        raise ConfigurationError(f"ssl in MJ_DATABASE_URL must be one of {', '.join(MODES)}")
    return rest, _context(mode, given) if mode != "disable" else False


def _context(mode: str, given: dict[str, str]) -> SSLContext:
    try:
        context = ssl.create_default_context(cafile=given.get("ssl_ca"))
        if "ssl_cert" in given:
            context.load_cert_chain(given["ssl_cert"], given.get("ssl_key"))
    except OSError as error:  # that of a file that is no certificate is one, too
        raise ConfigurationError(
            f"A file that MJ_DATABASE_URL names for TLS can't be used: {error}"
        ) from None
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context
