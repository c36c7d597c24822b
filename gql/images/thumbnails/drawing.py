"""Thumbnails and facts of one picture, drawn by Pillow; nothing but a worker process calls this."""

from contextlib import suppress
from io import BytesIO
from typing import Any, Final

import blurhash  # type: ignore[import-untyped]
from PIL import AvifImagePlugin, Image, ImageOps

from gql.images.thumbnails.protocol import PIXELS

KINDS: Final = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
# Of a tile in full; a grid of four has up to 4096.
LONGEST_SIDE: Final = 2048
# A thumbnail's height is at most so many times its width.
TALLEST: Final = 4
BLURHASH_SIDE: Final = 32
BLURHASH_COMPONENTS: Final = (4, 3)
# About the same error of brightness for each (45 dB at 640 pixels), at the speed at which a page is quickest.
ENCODERS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "image/avif": ("AVIF", {"quality": 55, "speed": 9}),
    "image/webp": ("WEBP", {"quality": 85, "method": 2}),
    "image/jpeg": ("JPEG", {"quality": 80}),
}

# Pillow warns of a picture of more pixels than this, and refuses one of more than twice as many.
Image.MAX_IMAGE_PIXELS = PIXELS // 2
# One thread for each worker: more would take memory and the server's processors.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def thumbnail(path: str, width: int | None, tile: int | None, media_type: str) -> bytes:
    """Draw a small copy of a picture, upright, without metadata; an animation's first frame.

    Args:
        path: A file of one of `KINDS`.
        width: At most so many pixels wide; a smaller picture is not enlarged.
        tile: 1 to 4 for a quarter of the picture alone: left top, right top, left bottom, right bottom.
        media_type: A key of `ENCODERS`; JPEG has white where the picture is transparent.
    """
    box = (width, width * TALLEST) if width else (LONGEST_SIDE, LONGEST_SIDE)
    with Image.open(path, formats=KINDS) as picture:
        # A JPEG can be decoded at a fraction of its size; a tile needs the double width.
        picture.draft(None, (box[0] * 2, box[0] * 2) if tile else (box[0], box[0]))
        image = _upright(picture)
    if tile:
        image = _quarter(image, tile)
    return _encoded(_shrunk(image, box), media_type)


def measure(path: str) -> tuple[int, int, str]:
    """Tell a picture's width and height in pixels, as it is seen, and its BlurHash."""
    with Image.open(path, formats=KINDS) as picture:
        image = _upright(picture)
    return image.width, image.height, _blurhash(image)


def _upright(picture: Image.Image) -> Image.Image:
    """Decode, turn as the camera was held, and leave the metadata behind."""
    picture.load()
    # Pillow's word for metadata that is no TIFF; browsers show such a picture too.
    with suppress(SyntaxError):
        ImageOps.exif_transpose(picture, in_place=True)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    image = picture if picture.mode == mode else picture.convert(mode)
    image.info.clear()
    return image


def _quarter(image: Image.Image, tile: int) -> Image.Image:
    left, top = (tile - 1) % 2 * (image.width // 2), (tile - 1) // 2 * (image.height // 2)
    return image.crop((left, top, left + image.width // 2, top + image.height // 2))


def _shrunk(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _encoded(image: Image.Image, media_type: str) -> bytes:
    name, options = ENCODERS[media_type]
    buffer = BytesIO()
    (_on_white(image) if name == "JPEG" else image).save(buffer, name, **options)
    return buffer.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image)
    return canvas


def _blurhash(image: Image.Image) -> str:
    side = BLURHASH_SIDE
    small = _on_white(image.resize((side, side), reducing_gap=2.0))
    pixels = list(small.get_flattened_data())
    rows = [pixels[start : start + side] for start in range(0, side * side, side)]
    return str(blurhash.encode(rows, *BLURHASH_COMPONENTS))
