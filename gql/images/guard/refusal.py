"""Why a URL is not fetched."""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with a URL, as log lines and metrics name it."""

    URL = "url"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    HOST = "host"
    PORT = "port"
    ADDRESS = "address"
    OWN = "own"
    DOWNGRADE = "downgrade"
    REDIRECTS = "redirects"


class RefusedAddress(Exception):
    """A URL that the guard does not let through; it is not quoted, as it may hold a signature."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(f"refused: {reason}")
