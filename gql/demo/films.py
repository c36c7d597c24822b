"""The films of the simulated upstream: WebM of a few seconds, always the same for the same task.

A frame of VP8 that needs no other is what a lossy WebP holds, so Pillow can make all of them, and EBML (RFC
8794) puts them into one file, as Matroska's specification (RFC 9559) says.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from struct import Struct, pack
from typing import Final

from gql.demo.pictures import FRAME, frames

FILM_NAME: Final = re.compile(r"(?P<id>[0-9]{1,20})_(?P<number>[0-3])\.webm")
FRAME_MS: Final = 125
# A WebP without transparency: 16 bytes, the size of the frame, the frame, at times a byte that fills up.
WEBP: Final = Struct("<16xI")
KEY_FRAME: Final = 0x80
SMALL: Final = 0x7F


@lru_cache(maxsize=16)
def film(task_id: str, number: int) -> bytes:
    """A task's film.

    Args:
        task_id: digits; what is shown follows from them.
        number: 0 to 3.
    """
    shown = [_frame(picture) for picture in frames(task_id, number)]
    head = _element("1A45DFA3", _element("4282", b"webm"), _number("4287", 2), _number("4285", 2))
    return head + _element("18538067", _information(len(shown)), _tracks(), _cluster(shown))


def _frame(picture: bytes) -> bytes:
    (size,) = WEBP.unpack_from(picture)
    return picture[WEBP.size : WEBP.size + size]


def _information(count: int) -> bytes:
    scale, duration = _number("2AD7B1", 1_000_000), _element("4489", pack(">d", count * FRAME_MS))
    return _element(
        "1549A966", scale, duration, _element("4D80", b"mj-gateway"), _element("5741", b"mj-gateway")
    )


def _tracks() -> bytes:
    size = _element("E0", _number("B0", FRAME), _number("BA", FRAME))
    track = [_number("D7", 1), _number("73C5", 1), _number("83", 1), _element("86", b"V_VP8"), size]
    return _element("1654AE6B", _element("AE", *track))


def _cluster(shown: Iterable[bytes]) -> bytes:
    blocks = (
        _element("A3", pack(">BhB", 0x81, place * FRAME_MS, KEY_FRAME), frame)
        for place, frame in enumerate(shown)
    )
    return _element("1F43B675", _number("E7", 0), *blocks)


def _number(name: str, value: int) -> bytes:
    return _element(name, value.to_bytes(4, "big"))


def _element(name: str, *parts: bytes) -> bytes:
    """An element: its name, its size in one byte or in eight, and what it holds."""
    content = b"".join(parts)
    size = len(content)
    stated = bytes([size | 0x80]) if size < SMALL else (size | 1 << 56).to_bytes(8, "big")
    return bytes.fromhex(name) + stated + content
