"""Pictures for errors: small PNGs that show the status, for clients that can show nothing else."""

import zlib
from functools import cache
from http import HTTPStatus
from typing import Final

MEDIA_TYPE: Final = "image/png"
# The picture is a square of 15 blocks, each of 16 pixels.
BLOCKS: Final = 15
BLOCK: Final = 16
MARGIN: Final = ("",) * 5
PAPER, INK = b"\xe8", b"\xa8"
# A digit is three blocks by five; each row, from the top, is an octal number.
DIGITS: Final = ("75557", "26227", "71747", "71717", "55711", "74717", "74757", "71111", "75757", "75717")


@cache
def placeholder(status: HTTPStatus) -> bytes:
    """Draw the three digits of a status, grey on a lighter grey, as a PNG of 240 pixels square."""
    digits = [DIGITS[int(digit)] for digit in str(status.value)]
    written = [" ".join(f"{int(digit[row]):03b}" for digit in digits) for row in range(5)]
    return _png([line.center(BLOCKS) for line in [*MARGIN, *written, *MARGIN]])


def _png(rows: list[str]) -> bytes:
    """Encode blocks, "1" for ink, as a PNG of 8-bit greys (PNG 1.2, sections 3 and 4.1)."""
    side = len(rows) * BLOCK
    # Each line of pixels begins with its filter; 0 is none.
    lines = (b"\0" + b"".join((INK if block == "1" else PAPER) * BLOCK for block in row) for row in rows)
    header = side.to_bytes(4) + side.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    pixels = zlib.compress(b"".join(line * BLOCK for line in lines), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)
