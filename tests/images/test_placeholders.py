from http import HTTPStatus
from io import BytesIO

import pytest
from PIL import Image

from gql.images.placeholders import placeholder

STATUSES = [400, 403, 404, 410, 416, 429, 500, 502, 503, 504]


@pytest.mark.parametrize("status", STATUSES)
def test_a_placeholder_is_a_small_png(status: int) -> None:
    content = placeholder(HTTPStatus(status))
    image = Image.open(BytesIO(content))
    image.load()
    assert (image.format, image.mode, image.size) == ("PNG", "L", (240, 240))
    assert len(content) < 500


def test_a_placeholder_shows_its_status() -> None:
    image = Image.open(BytesIO(placeholder(HTTPStatus.FORBIDDEN)))
    blocks = image.resize((15, 15), Image.Resampling.NEAREST)
    rows = ["".join("#" if blocks.getpixel((x, y)) == 0xA8 else " " for x in range(15)) for y in range(15)]
    assert [row.rstrip() for row in rows[5:10]] == [
        "  # # ### ###",
        "  # # # #   #",
        "  ### # # ###",
        "    # # #   #",
        "    # ### ###",
    ]


def test_every_status_has_a_picture_of_its_own_drawn_once() -> None:
    assert len({placeholder(HTTPStatus(status)) for status in STATUSES}) == len(STATUSES)
    assert placeholder(HTTPStatus.NOT_FOUND) is placeholder(HTTPStatus(404))
