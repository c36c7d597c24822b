"""How the simulated upstream reads requests and writes answers: JSON, error objects, pages."""

import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

TOMCAT_PAGE: Final = (
    '<!doctype html><html lang="en"><head><title>HTTP Status {0} – {1}</title><style type="text/css">'
    "body {{font-family:Tahoma,Arial,sans-serif;}} h1, h2, h3, b {{color:white;background-color:#525D76;}} "
    "h1 {{font-size:22px;}} h2 {{font-size:16px;}} h3 {{font-size:14px;}} p {{font-size:12px;}} "
    "a {{color:black;}} .line {{height:1px;background-color:#525D76;border:none;}}</style></head>"
    "<body><h1>HTTP Status {0} – {1}</h1></body></html>"
)
WHITELABEL_PAGE: Final = (
    "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so "
    "you are seeing this as a fallback.</p><div id='created'>{created:%a %b %d %H:%M:%S UTC %Y}</div>"
    "<div>There was an unexpected error (type={phrase}, status={status}).</div></body></html>"
)
JSON_RANGES: Final = frozenset({"*/*", "application/*", "application/json", "application/*+json"})
JSON_TYPE: Final = re.compile(r"application/(json|.+\+json)")
BEYOND_BMP: Final = re.compile("[\U00010000-\U0010ffff]")


def to_json(value: object) -> bytes:
    """Compact UTF-8 JSON; characters beyond the Basic Multilingual Plane escaped, as Jackson does."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return BEYOND_BMP.sub(_escaped, text).encode()


def json_response(request: Request, value: object) -> Response:
    """The answer to a request that went well.

    Raises:
        HTTPException: 406, the client does not take JSON.
    """
    if not JSON_RANGES & _accepted(request):
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE)
    return Response(to_json(value), media_type="application/json")


def error_response(request: Request, status: HTTPStatus, now_ms: int) -> Response:
    """The error object, its page for a client that asks for HTML, nothing for one that takes neither."""
    accepted = _accepted(request)
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    if "text/html" in accepted:
        page = WHITELABEL_PAGE.format(created=moment, phrase=status.phrase, status=status.value)
        return Response(page, status, {"content-type": "text/html;charset=UTF-8"})
    if not JSON_RANGES & accepted:
        return Response(status_code=status)
    error = {
        "timestamp": moment.isoformat(timespec="milliseconds"),
        "status": status.value,
        "error": status.phrase,
        "path": request.scope["raw_path"].decode(),
    }
    return Response(to_json(error), status, media_type="application/json")


def container_page(status: HTTPStatus) -> Response:
    """The page of the server around the application, for addresses the application never sees."""
    page = TOMCAT_PAGE.format(status.value, status.phrase)
    return Response(page, status, {"content-type": "text/html;charset=utf-8"})


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object of the request's body; text after it and a byte order mark are let pass.

    Raises:
        HTTPException: 415, another content type; 400, no JSON object.
    """
    body = await request.body()
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (body or content_type) and not JSON_TYPE.fullmatch(content_type):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        value, _ = json.JSONDecoder(parse_constant=_no_number).raw_decode(body.decode("utf-8-sig").lstrip())
    except (ValueError, RecursionError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    if not isinstance(value, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return value


def as_text(value: object) -> str | None:
    """A JSON value where text is expected: numbers and booleans become text, null stays None.

    Raises:
        HTTPException: 400, an array or an object.
    """
    if isinstance(value, list | dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _escaped(match: re.Match[str]) -> str:
    """The character as two escaped surrogates."""
    units = match[0].encode("utf-16-be")
    return f"\\u{units[:2].hex().upper()}\\u{units[2:].hex().upper()}"


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _accepted(request: Request) -> set[str]:
    """The media ranges of the Accept header, without their parameters."""
    accept = request.headers.get("accept") or "*/*"
    return {media_range.partition(";")[0].strip().lower() for media_range in accept.split(",")}
