"""The answer with content: whole, a part, or that nothing changed."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.images.cache.filling import Interrupted
from gql.images.delivery.conditions import Validators, read_range
from gql.images.delivery.content import Content, Piece
from gql.images.fetching.model import FetchFailed


def answer(
    request: Request,
    content: Content,
    headers: Mapping[str, str],
    modified: datetime | None,
    sent: Callable[[int], None],
) -> ASGIApp:
    """Make the answer that a request's conditions and its range ask for.

    Args:
        request: what was asked.
        content: stays open until the answer has ended.
        headers: of every answer with this content.
        modified: when it last changed; None where nobody knows.
        sent: hears of each piece how many bytes were sent.

    Raises:
        RangeUnsatisfiable: the range begins after the end.
    """
    validators = Validators(content.etag, modified)
    told = {**headers, **validators.headers()}
    if validators.is_same(request.headers):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    told["Content-Type"] = content.media_type
    start, end, status = 0, content.length, HTTPStatus.OK
    if content.part:
        status, told["Content-Range"] = HTTPStatus.PARTIAL_CONTENT, content.part
    if content.can_be_cut and content.length is not None:
        told["Accept-Ranges"] = "bytes"
        if request.method == "GET" and validators.lets_cut(request.headers):
            span = read_range(request.headers.get("range"), content.length)
            if span:
                start, end = span
                status = HTTPStatus.PARTIAL_CONTENT
                told["Content-Range"] = f"bytes {start}-{end - 1}/{content.length}"
    if end is not None:
        told["Content-Length"] = str(end - start)
    return Delivery(content, status, told, start, end, sent)


@dataclass(slots=True)
class Delivery:
    """ASGI: sends the bytes from `start` to `end` (None: all there are)."""

    content: Content
    status: HTTPStatus
    headers: Mapping[str, str]
    start: int
    end: int | None
    sent: Callable[[int], None] = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's own
        """Send them; where the source breaks off the answer does too, which its client can tell."""
        headers = Headers(self.headers).raw
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if scope["method"] == "HEAD":
            await send(_body(b"", last=True))
            return
        try:
            await self._send(send)
        except (FetchFailed, Interrupted):  # the log has been told
            return

    async def _send(self, send: Send) -> None:
        position = self.start
        async with aclosing(self.content.pieces(self.start, self.end)) as pieces:
            async for piece in pieces:
                position += len(piece)
                await send(_body(piece, last=position == self.end))
                self.sent(len(piece))
                if position == self.end:
                    break
        if self.end is None:
            await send(_body(b"", last=True))
        self.content.is_sent = self.start == 0 and position == (self.content.length or position)


def _body(piece: Piece, *, last: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": not last}
