"""The pictures of the simulated upstream."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from gql.demo.pictures import picture

SUFFIXES = ["", "_grid_0", "_u2"]


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures' pixels, 0 to 255."""
    small = (128, 128)
    return max(ImageStat.Stat(ImageChops.difference(first.resize(small), second.resize(small))).mean)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_picture_is_a_webp_of_1024_pixels(suffix: str) -> None:
    image = Image.open(BytesIO(picture("1763800244123004", suffix)))
    assert (image.format, image.size) == ("WEBP", (1024, 1024))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_task_always_has_the_same_picture(suffix: str) -> None:
    first = picture("1763800244123004", suffix)
    picture.cache_clear()
    assert picture("1763800244123004", suffix) == first


def test_tasks_have_different_pictures() -> None:
    pictures = {picture(str(task_id), "_grid_0") for task_id in range(12)}
    assert len(pictures) == 12


@pytest.mark.parametrize("task_id", ["1", "7", "1763800244123004"])
def test_an_upscale_shows_a_quarter_of_the_grid(task_id: str) -> None:
    quarter = opened(picture(task_id)).crop((512, 0, 1024, 512))
    assert difference(quarter, opened(picture(task_id, "_u2"))) < 6


@pytest.mark.parametrize("task_id", ["1", "7", "1763800244123004"])
def test_a_preview_looks_like_the_grid(task_id: str) -> None:
    assert difference(opened(picture(task_id, "_grid_0")), opened(picture(task_id))) < 25
