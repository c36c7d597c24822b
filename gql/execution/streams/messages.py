"""The messages of GraphQL over WebSocket, `graphql-transport-ws`, and its codes of closing."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import orjson

from gql.execution.streams.operations import ID_MAX
from gql.identity.credentials import Credentials

PROTOCOL = "graphql-transport-ws"
REASON_BYTES = 123


class Code(IntEnum):
    """Why a socket is closed (RFC 6455, section 7.4, and the protocol)."""

    MESSAGE_TOO_BIG = 1009
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INITIALISATION_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY = 4429


class Closed(Exception):
    """The socket is to be closed with a code and a reason."""

    def __init__(self, code: Code, reason: str) -> None:
        # A close frame has room for so many bytes (RFC 6455, section 5.5).
        self.reason = reason.encode()[:REASON_BYTES].decode(errors="ignore")
        self.code = code
        super().__init__(code, reason)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a client."""

    kind: str
    operation_id: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


def read_message(text: str) -> Message:
    """Read a message.

    Raises:
        Closed: it is none of the protocol.
    """
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closed(Code.BAD_REQUEST, "Messages must be JSON") from None
    match message:
        case {"type": "connection_init" | "ping" | "pong" as kind}:
            match message.get("payload"):
                case dict(payload):
                    return Message(kind, payload=payload)
                case None:
                    return Message(kind)
        case {"type": "subscribe", "id": str(id_), "payload": dict(payload)} if 0 < len(id_) <= ID_MAX:
            return Message("subscribe", id_, payload)
        case {"type": "complete", "id": str(id_)}:
            return Message("complete", id_)
    raise Closed(Code.BAD_REQUEST, "The message is none of graphql-transport-ws")


def credentials_of(payload: dict[str, Any]) -> Credentials:
    """Take the credentials of `connection_init`, named as headers in any case; a user id may be a number."""
    named = {name.lower(): str(value) for name, value in payload.items() if isinstance(value, str | int)}
    return Credentials.of(named)
