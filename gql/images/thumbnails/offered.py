"""What a client may ask for: a width, a tile of a grid, and the media type that suits it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from gql.accept import weighted
from gql.tasks.pictures import WIDTHS, NotOffered

TILES: Final = (1, 2, 3, 4)


class MediaType(StrEnum):
    """The media types of thumbnails, the one that takes fewest bytes first."""

    AVIF = "image/avif"
    WEBP = "image/webp"
    JPEG = "image/jpeg"


def width_of(text: str | None) -> int | None:
    """Read the parameter `w`, in pixels; None where it is missing or empty.

    Raises:
        NotOffered: It is none of `WIDTHS`.
    """
    return _offered("w", text, WIDTHS)


def tile_of(text: str | None) -> int | None:
    """Read the parameter `tile`: left top, right top, left bottom, right bottom; None as for `width_of`.

    Raises:
        NotOffered: It is none of `TILES`.
    """
    return _offered("tile", text, TILES)


def chosen(accept: str) -> MediaType:
    """Choose by an `Accept` header: JPEG, unless the client names a type that takes fewer bytes.

    Wildcards name nothing: who sends them may still be unable to show AVIF.
    """
    weights = dict(weighted(accept))
    named = [media_type for media_type in MediaType if weights.get(media_type, 0) > 0]
    return max(named, key=weights.__getitem__, default=MediaType.JPEG)


def _offered(parameter: str, text: str | None, choices: Sequence[int]) -> int | None:
    if not text:
        return None
    for choice in choices:
        if text == str(choice):
            return choice
    raise NotOffered(parameter, offered=", ".join(map(str, choices)))
