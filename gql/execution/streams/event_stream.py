"""An answer that is a stream of events, and stays open."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.types import Receive, Send

from gql.execution.response import NOT_KEPT
from gql.execution.streams.clients import Client, Ending
from gql.execution.streams.first import first
from gql.execution.streams.server_events import PING, Write, retry

Feed = Callable[[Write], Awaitable[Ending]]

# Less than the 15 seconds after which the strictest of usual proxies gives a silent connection up.
PING_SECONDS = 12
# For the last words to a client that may no longer read.
FAREWELL_SECONDS = 1
HEADERS = {**NOT_KEPT, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()],
}


async def hold_stream(receive: Receive, send: Send, feed: Feed, client: Client | None = None) -> Ending:
    """Hold an answer open until its end; what is written waits for the client to read.

    Args:
        receive: tells that the client has gone.
        send: takes the answer.
        feed: writes the events, until its own end; it is cancelled at any other.
        client: ends the stream before, where the rights end or the gateway does.

    Returns:
        Why it has ended; all but who is `GONE` are to be told by `farewell`.
    """

    async def write(data: bytes) -> None:
        await send({"type": "http.response.body", "body": data, "more_body": True})

    await send(dict(START))
    await write(PING)  # lets the client know at once that the stream is open
    return await first(feed(write), _gone(receive), _beat(write), *([client.over] if client else []))


async def farewell(send: Send, ending: Ending, revoked: bytes = b"") -> None:
    """End the answer, with last words where the client still reads.

    Args:
        send: takes them.
        ending: why the stream ends.
        revoked: what is told to whom has no rights any more.
    """
    words = {Ending.CLOSING: retry(), Ending.REVOKED: revoked}.get(ending, b"")
    try:
        async with asyncio.timeout(FAREWELL_SECONDS):
            await send({"type": "http.response.body", "body": words, "more_body": False})
    except TimeoutError:
        return


async def _gone(receive: Receive) -> Ending:
    while (await receive())["type"] != "http.disconnect":
        pass
    return Ending.GONE


async def _beat(write: Write) -> Ending:
    while True:
        await asyncio.sleep(PING_SECONDS)
        await write(PING)
