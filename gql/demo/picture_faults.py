"""How the simulated upstream goes wrong where its pictures are fetched, each way by a name; see `Faults`."""

import asyncio
import gzip
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from itertools import chain, repeat
from types import MappingProxyType
from typing import Final

from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.demo.faults import PIECE, Fault, answering, hang, overheard

DROP_SECONDS: Final = 0.05
# Whoever follows this asks a cloud for its machine's credentials.
METADATA: Final = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"


async def slow_drip(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Send half of the picture, and the rest byte by byte, twenty a second, until the client has gone."""
    _, picture = await overheard(app, scope, receive)
    half = len(picture) // 2
    await _begin(send, len(picture))
    await send({"type": "http.response.body", "body": picture[:half], "more_body": True})
    for byte in picture[half:]:
        await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(DROP_SECONDS):
                if (await receive())["type"] == "http.disconnect":
                    return


async def wrong_length(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Announce more than there is, and close the connection after the picture."""
    _, picture = await overheard(app, scope, receive)
    await _begin(send, len(picture) + 100)
    await send({"type": "http.response.body", "body": picture, "more_body": True})


async def truncated(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Close the connection in the middle of the picture, whose length was never told."""
    _, picture = await overheard(app, scope, receive)
    await _begin(send, None)
    await send({"type": "http.response.body", "body": picture[: len(picture) // 2], "more_body": True})


async def huge(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Go on with 64 MB of blanks after the picture."""
    _, picture = await overheard(app, scope, receive)
    endless = chain([picture], repeat(PIECE, 1024))
    await StreamingResponse(endless, media_type="image/webp")(scope, receive, send)


async def gzip_bomb(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Answer with 64 KB that unpack to 64 MB, declared as a picture."""
    await Response(_bomb(), HTTPStatus.OK, {"content-encoding": "gzip"}, "image/webp")(scope, receive, send)


@lru_cache
def _bomb() -> bytes:
    return gzip.compress(PIECE * 1024, compresslevel=1)


async def _begin(send: Send, length: int | None) -> None:
    headers = [(b"content-type", b"image/webp")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})


PICTURE_FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "hang": hang,
        "slow_drip": slow_drip,
        "wrong_length": wrong_length,
        "truncated": truncated,
        "huge": huge,
        "gzip_bomb": gzip_bomb,
        "html": answering(HTMLResponse("<!doctype html><title>Sign in</title><script>alert(1)</script>")),
        "redirect_to_private": answering(RedirectResponse(METADATA, HTTPStatus.FOUND)),
        "expired": answering(Response("This content is no longer available.", HTTPStatus.FORBIDDEN)),
        "server_error": answering(Response("boom", HTTPStatus.INTERNAL_SERVER_ERROR)),
    }
)
