"""What a request asks of the answer: only if it changed, or only a part (RFC 9110, sections 13 and 14)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.datastructures import Headers

from gql.images.errors import RangeUnsatisfiable

ETAG: Final = re.compile(r'(?:W/)?("[^"]*")')
# One range of bytes; several are answered with the whole, as section 14.2 allows.
RANGE: Final = re.compile(r"bytes=(?:([0-9]{1,19})-([0-9]{0,19})|-([0-9]{1,19}))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Validators:
    """What stands for the content at hand.

    Attributes:
        etag: its strong tag; None while it is not known.
        modified: when it last changed; None where nobody knows.
    """

    etag: str | None
    modified: datetime | None

    def is_same(self, headers: Headers) -> bool:
        """Whether a client has this very content already (sections 13.1.2, 13.1.3)."""
        if (tags := headers.getlist("if-none-match")) and (text := ",".join(tags)):
            return text.strip() == "*" or (self.etag is not None and self.etag in ETAG.findall(text))
        since = _moment(headers.get("if-modified-since", ""))
        return since is not None and self.modified is not None and self.modified <= since

    def lets_cut(self, headers: Headers) -> bool:
        """Whether a range may be given: without `If-Range`, or where that names this very content."""
        wanted = headers.get("if-range")
        if wanted is None:
            return True
        if '"' in wanted:
            return wanted.strip() == self.etag
        return self.modified is not None and _moment(wanted) == self.modified

    def headers(self) -> dict[str, str]:
        """Give the headers that name them."""
        named = {"ETag": self.etag} if self.etag else {}
        if self.modified:
            named["Last-Modified"] = format_datetime(self.modified, usegmt=True)
        return named


def read_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Read the header `Range`.

    Args:
        header: as it came.
        size: bytes of the whole.

    Returns:
        The first byte and the one after the last; None where all is wanted, or the header can't be read.

    Raises:
        RangeUnsatisfiable: there is no such byte.
    """
    match = RANGE.fullmatch(header.replace(" ", "")) if header else None
    if match is None:
        return None
    if match[3]:
        start, end = max(size - int(match[3]), 0), size
    else:
        start, end = int(match[1]), min(int(match[2] or size) + 1, size)
        if match[2] and int(match[2]) < start:
            return None
    if start >= size:
        raise RangeUnsatisfiable(size=size)
    return start, end


def _moment(text: str) -> datetime | None:
    """Read a date of HTTP (section 5.6.7); None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
