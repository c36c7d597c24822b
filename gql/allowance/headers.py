"""What an answer says of the allowance (IETF draft "RateLimit header fields for HTTP", draft 10)."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.allowance.allowance import Visit, visit
from gql.allowance.bucket import MINUTE

POLICY = '"points"'


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
            if message["type"] == "http.response.start" and (found := headers(here)):
                MutableHeaders(scope=message).update(found)
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)


def headers(here: Visit) -> dict[str, str]:
    """Give the headers; none where nothing was counted."""
    found: dict[str, str] = {}
    if balance := here.balance:
        found["RateLimit-Policy"] = f"{POLICY};q={balance.limit};w={MINUTE:.0f}"
        found["RateLimit"] = f"{POLICY};r={balance.remaining};t={balance.full_in_seconds}"
    if here.retry_in_seconds is not None:
        found["Retry-After"] = str(here.retry_in_seconds)
    return found
