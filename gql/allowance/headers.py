"""What an answer says of the allowance (IETF draft "RateLimit header fields for HTTP", draft 10)."""

from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.allowance.allowance import Visit, visit
from gql.allowance.bucket import MINUTE

POLICY = b'"points"'


class AllowanceHeaders:
    """ASGI: notes who is there, and tells in the answer how they stand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        here = Visit(client=(scope.get("client") or ("",))[0])
        visit.set(here)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers(here)]
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)


def headers(here: Visit) -> Iterator[tuple[bytes, bytes]]:
    """Give the headers; none where nothing was counted."""
    if balance := here.balance:
        yield b"ratelimit-policy", b"%b;q=%d;w=%d" % (POLICY, balance.limit, MINUTE)
        yield b"ratelimit", b"%b;r=%d;t=%d" % (POLICY, balance.remaining, balance.full_in_seconds)
    if here.retry_in_seconds is not None:
        yield b"retry-after", b"%d" % here.retry_in_seconds
