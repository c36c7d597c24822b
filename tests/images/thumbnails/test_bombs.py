import json
import resource
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from gql.images.thumbnails.errors import PictureTooLarge
from gql.images.thumbnails.offered import MediaType
from gql.images.thumbnails.thumbnails import Thumbnails
from gql.images.thumbnails.worker import answer
from tests.images.thumbnails.pictures import bomb, opened
from tests.images.thumbnails.workers import cpu_seconds, pid_of

ALLOWED_SECONDS = 0.05
TIMES = 10


def patched(kind: str, place: int, size: bytes, **options: object) -> bytes:
    """A small picture whose header tells of another size."""
    buffer = BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, kind, **options)
    content = buffer.getvalue()
    return content[:place] + size + content[place + len(size) :]


def jpeg() -> bytes:
    content = patched("JPEG", 0, b"")
    place = content.index(b"\xff\xc0") + 5
    return patched("JPEG", place, b"\xff\xff\xff\xff")


BOMBS = {
    "JPEG of 4,295 megapixels": jpeg(),
    "GIF of 4,295 megapixels": patched("GIF", 6, b"\xff\xff\xff\xff"),
    "WebP of 268 megapixels": patched("WEBP", 26, b"\xff\x3f\xff\x3f"),
    "lossless WebP of 268 megapixels": patched("WEBP", 21, b"\xff\xff\xff\x0f", lossless=True),
}


async def refused(thumbnails: Thumbnails, path: Path) -> float:
    """Have a picture refused, and give the seconds that it took."""
    since = time.perf_counter()
    with pytest.raises(PictureTooLarge, match="50000000"):
        await thumbnails.make(path, width=320, tile=None, media_type=MediaType.AVIF)
    return time.perf_counter() - since


async def test_a_bomb_is_refused_at_once_and_costs_no_cpu(thumbnails: Thumbnails, tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.png")
    assert path.stat().st_size < 25_000
    await refused(thumbnails, path)
    pid = pid_of(thumbnails)
    used = cpu_seconds(pid)

    seconds = [await refused(thumbnails, path) for _ in range(TIMES)]

    assert min(seconds) < ALLOWED_SECONDS
    assert pid_of(thumbnails) == pid
    assert cpu_seconds(pid) - used < ALLOWED_SECONDS


@pytest.mark.parametrize("name", BOMBS)
async def test_headers_of_other_kinds_are_enough_to_refuse_a_picture(
    thumbnails: Thumbnails, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name])
    await refused(thumbnails, path)
    used = cpu_seconds(pid_of(thumbnails))
    await refused(thumbnails, path)
    assert cpu_seconds(pid_of(thumbnails)) - used < ALLOWED_SECONDS


async def test_fifty_megapixels_are_drawn_and_no_more(thumbnails: Thumbnails, tmp_path: Path) -> None:
    allowed, refusable = bomb(tmp_path / "allowed.png", 7071), bomb(tmp_path / "refused.png", 7072)
    content = await thumbnails.make(allowed, width=64, tile=None, media_type=MediaType.WEBP)
    assert opened(content).size == (64, 64)
    await refused(thumbnails, refusable)


async def test_a_picture_that_takes_more_memory_than_a_worker_has_is_refused(
    thumbnails: Thumbnails, tmp_path: Path
) -> None:
    path = bomb(tmp_path / "large.png", 7000)
    small = bomb(tmp_path / "small.png", 64)
    await thumbnails.measure(small)
    pid = pid_of(thumbnails)
    assert resource.prlimit(pid, resource.RLIMIT_AS) == (1 << 30, 1 << 30)
    resource.prlimit(pid, resource.RLIMIT_AS, (150 << 20, 1 << 30))

    await refused(thumbnails, path)

    await thumbnails.measure(small)
    assert pid_of(thumbnails) == pid


def test_a_decoder_that_is_not_asked_for_is_not_reached(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"BM" + bytes(200))
    assert answer(json.dumps(["measure", str(path)]).encode()) == ("broken", b"")
