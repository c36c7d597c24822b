from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageChops, ImageStat

from gql.images.thumbnails.errors import PictureBroken
from gql.images.thumbnails.offered import MediaType
from gql.images.thumbnails.thumbnails import Thumbnails
from gql.tasks.pictures import Facts
from tests.images.thumbnails.pictures import BLUE, CORNERS, GREEN, RED, YELLOW, chunk, grid, opened, saved

FORMATS = {MediaType.AVIF: "AVIF", MediaType.WEBP: "WEBP", MediaType.JPEG: "JPEG"}
KINDS = ["PNG", "JPEG", "WEBP", "GIF", "AVIF"]


def colour_at(image: Image.Image, x: float, y: float) -> tuple[float, ...]:
    """The colour at a point, given as fractions of the picture."""
    point = (round((image.width - 1) * x), round((image.height - 1) * y))
    found = image.convert("RGB").getpixel(point)
    assert isinstance(found, tuple)
    return found


def near(found: tuple[float, ...], wanted: tuple[float, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(found, wanted, strict=True))


def corners(image: Image.Image) -> list[tuple[float, ...]]:
    return [colour_at(image, x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("media_type", MediaType)
async def test_every_kind_of_picture_becomes_every_kind_of_thumbnail(
    thumbnails: Thumbnails, tmp_path: Path, kind: str, media_type: MediaType
) -> None:
    path = saved(grid(640, 480), tmp_path / "picture", format=kind)
    image = opened(await thumbnails.make(path, width=160, tile=None, media_type=media_type))
    assert (image.format, image.size) == (FORMATS[media_type], (160, 120))
    assert all(map(near, corners(image), CORNERS))


@pytest.mark.parametrize(
    ("size", "width", "drawn"),
    [
        ((1000, 500), 320, (320, 160)),
        ((100, 50), 320, (100, 50)),
        ((100, 900), 64, (28, 256)),
        ((5000, 10), 64, (64, 1)),
        ((2500, 1000), None, (2048, 819)),
    ],
)
async def test_a_thumbnail_keeps_the_proportions_and_is_never_enlarged(
    thumbnails: Thumbnails, tmp_path: Path, size: tuple[int, int], width: int | None, drawn: tuple[int, int]
) -> None:
    path = saved(grid(*size), tmp_path / "picture.png")
    image = opened(await thumbnails.make(path, width=width, tile=None, media_type=MediaType.WEBP))
    assert image.size == drawn


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("tile", [1, 2, 3, 4])
async def test_a_tile_is_a_quarter_of_the_grid(
    thumbnails: Thumbnails, tmp_path: Path, kind: str, tile: int
) -> None:
    path = saved(grid(2048, 1024), tmp_path / "picture", format=kind)
    full = opened(await thumbnails.make(path, width=None, tile=tile, media_type=MediaType.WEBP))
    small = opened(await thumbnails.make(path, width=320, tile=tile, media_type=MediaType.WEBP))
    assert (full.size, small.size) == ((1024, 512), (320, 160))
    for image in (full, small):
        assert all(near(corner, CORNERS[tile - 1]) for corner in corners(image))


@pytest.mark.parametrize(("orientation", "left_top"), [(1, RED), (3, YELLOW), (6, BLUE), (8, GREEN)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
async def test_a_picture_stands_as_its_camera_was_held(
    thumbnails: Thumbnails, tmp_path: Path, kind: str, orientation: int, left_top: tuple[int, int, int]
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    path = saved(grid(300, 200), tmp_path / "picture", format=kind, exif=exif)
    upright = orientation in {1, 3}

    image = opened(await thumbnails.make(path, width=64, tile=1, media_type=MediaType.JPEG))
    facts = await thumbnails.measure(path)

    assert near(colour_at(image, 0.5, 0.5), left_top)
    assert (image.width > image.height) is upright
    assert (facts.width, facts.height) == ((300, 200) if upright else (200, 300))


@pytest.mark.parametrize("media_type", MediaType)
async def test_no_metadata_is_passed_on(
    thumbnails: Thumbnails, tmp_path: Path, media_type: MediaType
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "CANARY"
    options = {"exif": exif, "icc_profile": b"CANARY", "xmp": b"CANARY", "comment": b"CANARY"}
    path = saved(grid(), tmp_path / "picture.jpg", **options)
    assert path.read_bytes().count(b"CANARY") == 4

    content = await thumbnails.make(path, width=160, tile=None, media_type=media_type)

    assert b"CANARY" not in content
    assert opened(content).info.keys().isdisjoint({"exif", "icc_profile", "xmp", "comment"})


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF", "PNG"])
async def test_of_an_animation_the_first_frame_is_drawn(
    thumbnails: Thumbnails, tmp_path: Path, kind: str
) -> None:
    first, *others = (Image.new("RGB", (80, 80), colour) for colour in (GREEN, RED, BLUE))
    path = saved(first, tmp_path / "picture", format=kind, save_all=True, append_images=others, duration=100)
    image = opened(await thumbnails.make(path, width=64, tile=None, media_type=MediaType.WEBP))
    assert getattr(image, "n_frames", 1) == 1
    assert near(colour_at(image, 0.5, 0.5), GREEN)


@pytest.mark.parametrize(
    ("media_type", "mode"), [(MediaType.AVIF, "RGBA"), (MediaType.WEBP, "RGBA"), (MediaType.JPEG, "RGB")]
)
async def test_what_is_transparent_stays_so_or_becomes_white(
    thumbnails: Thumbnails, tmp_path: Path, media_type: MediaType, mode: str
) -> None:
    path = saved(Image.new("RGBA", (80, 80), (255, 0, 0, 0)), tmp_path / "picture.png")
    image = opened(await thumbnails.make(path, width=64, tile=None, media_type=media_type))
    assert image.mode == mode
    found = image.getpixel((32, 32))
    assert isinstance(found, tuple)
    assert found[-1] == (0 if mode == "RGBA" else 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "RGBA"])
async def test_pictures_of_all_modes_are_drawn(thumbnails: Thumbnails, tmp_path: Path, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    path = saved(Image.new(mode, (80, 60), 0), tmp_path / "picture", format=kind)
    image = opened(await thumbnails.make(path, width=64, tile=None, media_type=MediaType.JPEG))
    assert (image.mode, image.size) == ("RGB", (64, 48))


async def test_metadata_that_is_nonsense_does_not_break_a_picture(
    thumbnails: Thumbnails, tmp_path: Path
) -> None:
    path = saved(grid(), tmp_path / "picture.png", exif=b"Exif\0\0nonsense")
    image = opened(await thumbnails.make(path, width=64, tile=None, media_type=MediaType.WEBP))
    assert image.size == (64, 64)


async def test_facts_tell_size_and_blurhash(thumbnails: Thumbnails, tmp_path: Path) -> None:
    path = saved(Image.new("RGB", (300, 200), "black"), tmp_path / "picture.png")
    # The hash of black, as every encoder has it.
    assert await thumbnails.measure(path) == Facts(300, 200, "L00000" + "fQ" * 11)


async def test_a_blurhash_is_about_the_picture_and_transparency_is_white(
    thumbnails: Thumbnails, tmp_path: Path
) -> None:
    first = await thumbnails.measure(saved(grid(), tmp_path / "grid.png"))
    same = await thumbnails.measure(saved(grid(), tmp_path / "grid.webp", lossless=True))
    clear = await thumbnails.measure(saved(Image.new("RGBA", (9, 9), (9, 9, 9, 0)), tmp_path / "clear.png"))
    white = await thumbnails.measure(saved(Image.new("RGB", (9, 9), "white"), tmp_path / "white.png"))
    assert first == same
    assert clear == white
    assert first.blurhash != white.blurhash


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!DOCTYPE html>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b""),
    ],
)
async def test_what_is_no_picture_is_refused(thumbnails: Thumbnails, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    for call in (thumbnails.measure(path), made(thumbnails, path)):
        with pytest.raises(PictureBroken) as caught:
            await call
        assert (caught.value.status, str(tmp_path) in str(caught.value)) == (502, False)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "TGA"])
async def test_other_kinds_of_pictures_are_not_opened(
    thumbnails: Thumbnails, tmp_path: Path, kind: str
) -> None:
    path = saved(grid(64, 64), tmp_path / "picture", format=kind)
    with pytest.raises(PictureBroken):
        await made(thumbnails, path)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_truncated_picture_is_refused(thumbnails: Thumbnails, tmp_path: Path, kind: str) -> None:
    buffer = BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(buffer, kind)
    path = tmp_path / "picture"
    path.write_bytes(buffer.getvalue()[: buffer.tell() // 2])
    with pytest.raises(PictureBroken):
        await made(thumbnails, path)


async def test_a_missing_file_is_refused(thumbnails: Thumbnails, tmp_path: Path) -> None:
    with pytest.raises(PictureBroken):
        await thumbnails.measure(tmp_path / "nothing")


async def test_a_thumbnail_looks_like_its_picture(thumbnails: Thumbnails, tmp_path: Path) -> None:
    noise = Image.effect_noise((64, 64), 90).convert("RGB").resize((640, 640), Image.Resampling.BICUBIC)
    path = saved(noise, tmp_path / "noise.png")
    expected = noise.resize((320, 320), Image.Resampling.LANCZOS)
    for media_type in MediaType:
        image = opened(await thumbnails.make(path, width=320, tile=None, media_type=media_type))
        difference = ImageStat.Stat(ImageChops.difference(expected, image.convert("RGB")))
        assert max(difference.mean) < 5


async def made(thumbnails: Thumbnails, path: Path) -> bytes:
    return await thumbnails.make(path, width=320, tile=None, media_type=MediaType.WEBP)
