"""Cursors of updates: which log, and up to where; opaque to clients."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from gql.checks import INT64_MAX
from gql.errors import CursorInvalid

VERSION = "1"


def encode(epoch: str, offset: int) -> str:
    """Make the cursor after which the update following an offset comes."""
    return urlsafe_b64encode(f"{VERSION}.{epoch}.{offset}".encode()).decode()


def decode(parameter: str, cursor: str) -> tuple[str, int]:
    """Read the epoch and the offset of a cursor.

    Raises:
        CursorInvalid: broken, or of another version.
    """
    try:
        version, epoch, number = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").split(".")
        offset = int(number)
    except ValueError:
        raise CursorInvalid(parameter) from None
    if version != VERSION or not 0 <= offset <= INT64_MAX or encode(epoch, offset) != cursor:
        raise CursorInvalid(parameter)
    return epoch, offset
