"""Answers in one piece, and the headers that all answers have."""

import json
from collections.abc import Mapping
from hashlib import sha256

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gql.execution.media_type import MediaType

VARY = "Accept, Accept-Language, Authorization, New-Api-User"
NOT_KEPT = {"Cache-Control": "private, no-store", "Vary": VARY}
REVALIDATED = {"Cache-Control": "private, max-age=0, must-revalidate", "Vary": VARY}

CONTENT_TYPES = {each: {"Content-Type": f"{each}; charset=utf-8"} for each in MediaType}

RawHeaders = list[tuple[bytes, bytes]]


class Whole(Response):
    """An answer of which all headers but its length are given: Starlette would look for what they lack."""

    def __init__(self, content: bytes, status: int, headers: RawHeaders) -> None:
        self.status_code = status
        self.body = content
        self.background = None
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(content))]


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


# Of nearly all answers.
USUAL = {each: _raw({**NOT_KEPT, **CONTENT_TYPES[each]}) for each in MediaType}


def answer(
    body: object, media_type: MediaType, status: int, headers: dict[str, str] | None = None
) -> Response:
    """Write an answer that nobody keeps."""
    raw = _raw({**NOT_KEPT, **headers, **CONTENT_TYPES[media_type]}) if headers else USUAL[media_type]
    return Whole(encode(body), status, raw)


def revalidated(body: object, media_type: MediaType, request: Request) -> Response:
    """Write an answer to keep and ask about; 304 where the client has it (RFC 9110, 13.1.2)."""
    content = encode(body)
    headers = {**REVALIDATED, "ETag": f'"{sha256(content).hexdigest()[:32]}"'}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers={**headers, **CONTENT_TYPES[media_type]})


def encode(body: object) -> bytes:
    """Write JSON; Python's own writer takes what orjson refuses: numbers over 64 bits, lone surrogates."""
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, separators=(",", ":"), default=_read).encode()


def _read(kept: orjson.Fragment) -> object:
    return orjson.loads(kept.contents)


def _has(request: Request, etag: str) -> bool:
    known = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in known)
