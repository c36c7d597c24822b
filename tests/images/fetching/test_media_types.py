"""Media types by the first bytes, with files as real encoders write them."""

from io import BytesIO

import pytest
from PIL import Image

from gql.images.fetching.media_types import HEAD_BYTES, declared, sniff
from gql.images.fetching.model import Kind

WEBM = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104")
MATROSKA = bytes.fromhex("1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b61")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_pictures_are_told_by_their_beginning(form: str) -> None:
    file = BytesIO()
    Image.new("RGB", (32, 32), "teal").save(file, form)

    assert sniff(file.getvalue()[:HEAD_BYTES], Kind.IMAGE) == f"image/{form.lower()}"
    assert sniff(file.getvalue()[:HEAD_BYTES], Kind.VIDEO) is None


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", "video/mp4"),
        (b"\0\0\0\x1cftypmp42\0\0\0\0mp42isom", "video/mp4"),
        (b"\0\0\0\x20ftypM4V \0\0\0\1", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        (WEBM, "video/webm"),
    ],
)
def test_videos_are_told_by_their_beginning(head: bytes, media_type: str) -> None:
    assert sniff(head, Kind.VIDEO) == media_type
    assert sniff(head, Kind.IMAGE) is None


def test_avif_may_be_named_among_the_compatible_brands() -> None:
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", Kind.IMAGE) == "image/avif"
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", Kind.IMAGE) is None


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\x89PNG",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html>",
        b"\n\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"BM\0\0\0\0",
        b"II*\0",
        b"\0\0\0\x1cftypheic",
        b"\0\0\0\x1cftypM4A ",
        b"%PDF-1.7",
        b"PK\3\4",
        MATROSKA,
    ],
)
def test_anything_else_is_neither(head: bytes) -> None:
    assert (sniff(head, Kind.IMAGE), sniff(head, Kind.VIDEO)) == (None, None)


def test_only_what_is_forwarded_may_be_declared() -> None:
    assert declared(" Video/MP4 ; codecs=avc1", Kind.VIDEO) == "video/mp4"
    assert declared("image/png", Kind.VIDEO) is None
    assert declared("image/svg+xml", Kind.IMAGE) is None
    assert declared("", Kind.IMAGE) is None
