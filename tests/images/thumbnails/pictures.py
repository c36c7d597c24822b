"""Picture files for tests: plain ones, broken ones and bombs."""

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (30, 60, 200), (220, 200, 40)
CORNERS = (RED, GREEN, BLUE, YELLOW)


def grid(width: int = 400, height: int = 400) -> Image.Image:
    """Four tiles: red, green, blue, yellow; left top, right top, left bottom, right bottom."""
    image = Image.new("RGB", (2, 2))
    for index, colour in enumerate(CORNERS):
        image.putpixel((index % 2, index // 2), colour)
    return image.resize((width, height), Image.Resampling.NEAREST)


def saved(image: Image.Image, path: Path, **options: Any) -> Path:
    image.save(path, **options)
    return path


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def bomb(path: Path, side: int = 13_380) -> Path:
    """A PNG of `side` pixels square, black and white, every pixel black: 179 megapixels in about 20 KB."""
    line = b"\0" * (side // 8 + 2)
    compressor = zlib.compressobj(9)
    pixels = b"".join(compressor.compress(line) for _ in range(side)) + compressor.flush()
    header = side.to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)
