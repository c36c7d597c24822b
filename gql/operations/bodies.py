"""Bodies of requests, of a bounded size."""

from typing import Final

from starlette.requests import Request

from gql.errors import GatewayError

# A message over a WebSocket may have as much.
LIMIT_BYTES: Final = 256 * 1024


async def received(request: Request, too_large: GatewayError) -> bytes:
    """Receive a body as it was sent, and nothing more once it is over `LIMIT_BYTES`.

    Raises:
        GatewayError: `too_large`.
        ClientDisconnect: the client went away before the end.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT_BYTES:
            raise too_large
    return bytes(body)
