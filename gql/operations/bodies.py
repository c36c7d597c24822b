"""Bodies of requests, of a bounded size."""

from collections.abc import Callable
from typing import Final

from starlette.requests import ClientDisconnect, Request

from gql.errors import GatewayError

# A message over a WebSocket may have as much.
LIMIT_BYTES: Final = 256 * 1024


async def received(request: Request, too_large: Callable[[], GatewayError]) -> bytes:
    """Receive a body as it was sent, and nothing more once it is over `LIMIT_BYTES`.

    Raises:
        GatewayError: as `too_large` gives it.
        ClientDisconnect: the client went away before the end.
    """
    body, more = bytearray(), True
    while more:  # Starlette's generator of the same takes three times as long
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > LIMIT_BYTES:
            raise too_large()
        more = message.get("more_body", False)
    return bytes(body)
