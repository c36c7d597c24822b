"""The head of an answer, read before any byte of its body is taken."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpcore

from gql.images.fetching.failures import FAILURES
from gql.images.fetching.model import Failure, FetchFailed

RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")


@dataclass(frozen=True, slots=True)
class Head:
    """What the answer says of its body.

    Attributes:
        start: the body's first byte within the file.
        size: bytes of the whole file; None where it does not say.
        length: bytes of this body; None where it does not say.
        is_delimited: whether a body that was cut short would be noticed.
    """

    status: int
    content_type: str
    content_range: str | None
    start: int
    size: int | None
    length: int | None
    is_delimited: bool


def read_head(response: httpcore.Response, *, range_asked: bool) -> Head:
    """Read status and headers.

    Raises:
        FetchFailed: the answer is none that is taken.
    """
    is_range = range_asked and response.status == HTTPStatus.PARTIAL_CONTENT
    if response.status != HTTPStatus.OK and not is_range:
        raise FetchFailed(FAILURES.get(response.status, Failure.AWAY))
    # The file itself was asked for; what is packed could unpack to anything.
    if header(response, b"content-encoding").lower() not in {"", "identity"}:
        raise FetchFailed(Failure.NOT_A_PICTURE)
    is_chunked = bool(header(response, b"transfer-encoding"))
    stated = "" if is_chunked else header(response, b"content-length")
    length = int(stated) if stated else None
    content_range = header(response, b"content-range") if is_range else None
    start, size = (0, length) if content_range is None else _read_range(content_range, length)
    return Head(
        response.status,
        header(response, b"content-type"),
        content_range,
        start,
        size,
        length,
        is_chunked or length is not None,
    )


def header(response: httpcore.Response, name: bytes) -> str:
    """Give a header's values, joined by commas; "" where there is none."""
    return ",".join(value.decode("latin-1") for key, value in response.headers if key.lower() == name)


def _read_range(content_range: str, length: int | None) -> tuple[int, int | None]:
    """Give the first byte, and the bytes of the whole file."""
    match = RANGE.fullmatch(content_range)
    if match is None:
        raise FetchFailed(Failure.AWAY)
    start, end = int(match[1]), int(match[2])
    size = None if match[3] == "*" else int(match[3])
    if start > end or (size is not None and end >= size) or length not in {None, end + 1 - start}:
        raise FetchFailed(Failure.TORN)
    return start, size
