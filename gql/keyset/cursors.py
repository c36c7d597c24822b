"""Cursors: opaque, with a version, and of one kind of connection each."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from gql.errors import CursorInvalid

VERSION = "1"
TASKS = "tasks"
USERS = "users"


def encode(kind: str, id_: int) -> str:
    """Make the cursor of the node with an id, in connections of a kind."""
    return urlsafe_b64encode(f"{VERSION}:{kind}:{id_}".encode()).decode()


def decode(kind: str, parameter: str, cursor: str | None) -> int | None:
    """Read the id of a cursor that such a connection gave; None where there is no cursor.

    Raises:
        CursorInvalid: broken, of another version, or of another kind of connection.
    """
    if cursor is None:
        return None
    try:
        version, of_kind, number = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").split(":")
        id_ = int(number)
    except ValueError:
        raise CursorInvalid(parameter) from None
    if (version, of_kind) != (VERSION, kind) or encode(kind, id_) != cursor or abs(id_) >= 2**63:
        raise CursorInvalid(parameter)
    return id_
