"""The first event of a subscription, from the application itself and without a socket."""

import asyncio
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

DEADLINE_SECONDS = 20


async def first_event(app: ASGIApp, query: str, headers: dict[str, str]) -> Any:
    """Ask for the events of an operation, hear the first, and go."""
    sent = {"accept": "text/event-stream", "content-type": "application/json", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
    }
    asking: list[Message] = [{"type": "http.request", "body": orjson.dumps({"query": query})}]
    heard, enough = bytearray(), asyncio.Event()

    async def receive() -> Message:
        if asking:
            return asking.pop()
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        heard.extend(message.get("body", b""))
        if b"\ndata: " in heard and heard.endswith(b"\n\n"):
            enough.set()

    async with asyncio.timeout(DEADLINE_SECONDS):
        await app(scope, receive, send)
    line = next(line for line in heard.splitlines() if line.startswith(b"data: "))
    return orjson.loads(line.removeprefix(b"data: "))
