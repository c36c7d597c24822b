"""Compression of answers (RFC 9110, section 8.4), for all doors."""

import asyncio
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type
from starlette_compress._utils import classify_start_message

SMALL_BYTES = 500
# Compressed in less than 10 ms.
PIECE_BYTES = 256 * 1024
# What, beside the status, decides whether an answer is compressed.
DECIDING = frozenset({b"content-type", b"content-encoding", b"content-range"})

add_compress_type("application/graphql-response+json")
# An encoder would hold events and parts back until it has enough of them.
remove_compress_type("text/event-stream")
remove_compress_type("multipart/mixed")


class Compression:
    """Writes answers as zstd, br or gzip where the client takes one of them; not streams, not small ones."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compress = CompressMiddleware(InPieces(app), minimum_size=SMALL_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and compress what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not any(name == b"accept-encoding" for name, _ in scope["headers"]):

            async def varied(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _vary(message)
                await send(message)

            await self._app(scope, receive, varied)
            return

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                _weaken_etag(MutableHeaders(raw=message["headers"]))
            await send(message)

        await self._compress(scope, receive, weakened)


def _vary(start: Message) -> None:
    """Say of an answer as it is that clients who take an encoding get another (section 12.5.5)."""
    headers = MutableHeaders(raw=start["headers"])
    is_small = int(headers.get("content-length", SMALL_BYTES)) < SMALL_BYTES
    deciding = [header for header in start["headers"] if header[0] in DECIDING]
    if not is_small and _is_compressed(start["status"], *deciding):
        headers.add_vary_header("Accept-Encoding")


@lru_cache(maxsize=128)
def _is_compressed(status: int, *headers: tuple[bytes, bytes]) -> bool:
    return classify_start_message({"status": status, "headers": headers}) != "skip"


class InPieces:
    """Hands large answers on piece by piece, so that others have their turn between two."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and cut what is answered."""

        async def cut(message: Message) -> None:
            body = message.get("body", b"")
            while len(body) > PIECE_BYTES:
                await send({"type": message["type"], "body": body[:PIECE_BYTES], "more_body": True})
                body = body[PIECE_BYTES:]
                await asyncio.sleep(0)
            await send({**message, "body": body} if "body" in message else message)

        await self._app(scope, receive, cut)


def _weaken_etag(headers: MutableHeaders) -> None:
    """Make the tag of a compressed answer weak: a strong one stands for its very bytes (section 8.8.3)."""
    etag = headers.get("etag", "W/")
    if "content-encoding" in headers and not etag.startswith("W/"):
        headers["ETag"] = f"W/{etag}"
