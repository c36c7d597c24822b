"""The pictures of the simulated upstream: drawn when asked for, always the same for the same task."""

import re
from functools import lru_cache
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageFilter

from gql.demo.scenes import motif, scene

SIZE: Final = 1024
TILES: Final = 4
FRAME, FRAMES = 320, 24
# A task's grid, its preview while it is drawn, or one of the grid's four pictures alone.
PICTURE_NAME: Final = re.compile(r"(?P<id>[0-9]{1,20})(?P<suffix>|_grid_0|_u[1-4])\.webp")


@lru_cache(maxsize=64)
def picture(task_id: str, suffix: str = "") -> bytes:
    """A task's picture as WebP, 1024 pixels square.

    Args:
        task_id: Digits; what is drawn follows from them.
        suffix: "" for the grid of four, "_grid_0" for its blurred preview, "_u1" to "_u4" for one.
    """
    if suffix.startswith("_u"):
        return _encoded(_tile(task_id, int(suffix[2:]), SIZE))
    if suffix:
        return _encoded(_blurred(_grid(task_id, SIZE // 4)))
    return _encoded(_grid(task_id, SIZE))


def frames(task_id: str, number: int) -> list[bytes]:
    """The pictures of a short film, as WebP of `FRAME` pixels square: a slow way across one of the tiles."""
    view = _tile(task_id, number + 1, 2 * FRAME)
    corners = [step * FRAME // FRAMES for step in range(FRAMES)]
    return [_encoded(view.crop((at, at // 2, at + FRAME, at // 2 + FRAME))) for at in corners]


def _tile(task_id: str, number: int, size: int) -> Image.Image:
    # A picture, not a secret: predictable numbers are wanted.
    return scene(Random(f"{task_id} {number}"), size, motif(Random(task_id)))  # noqa: S311


def _grid(task_id: str, size: int) -> Image.Image:
    half = size // 2
    grid = Image.new("RGB", (size, size))
    for index in range(TILES):
        grid.paste(_tile(task_id, index + 1, half), (index % 2 * half, index // 2 * half))
    return grid


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(image.width // 40)).resize(
        (SIZE, SIZE), Image.Resampling.BICUBIC
    )


def _encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=82, method=1)
    return buffer.getvalue()
