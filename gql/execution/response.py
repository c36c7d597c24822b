"""Answers in one piece, and the headers that all answers have."""

import json
from hashlib import sha256

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gql.execution.media_type import MediaType

VARY = "Accept, Accept-Language, Authorization, New-Api-User"
NOT_KEPT = {"Cache-Control": "private, no-store", "Vary": VARY}
REVALIDATED = {"Cache-Control": "private, max-age=0, must-revalidate", "Vary": VARY}


def answer(
    body: object, media_type: MediaType, status: int, headers: dict[str, str] | None = None
) -> Response:
    """Write an answer that nobody keeps."""
    return Response(encode(body), status, {**NOT_KEPT, **(headers or {}), **_content_type(media_type)})


def revalidated(body: object, media_type: MediaType, request: Request) -> Response:
    """Write an answer to keep and ask about; 304 where the client has it (RFC 9110, 13.1.2)."""
    content = encode(body)
    headers = {**REVALIDATED, "ETag": f'"{sha256(content).hexdigest()[:32]}"'}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers={**headers, **_content_type(media_type)})


def encode(body: object) -> bytes:
    """Write JSON; Python's own writer takes what orjson refuses: numbers over 64 bits, lone surrogates."""
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, separators=(",", ":")).encode()


def _content_type(media_type: MediaType) -> dict[str, str]:
    return {"Content-Type": f"{media_type}; charset=utf-8"}


def _has(request: Request, etag: str) -> bool:
    known = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in known)
