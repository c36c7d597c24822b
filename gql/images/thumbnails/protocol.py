"""What the server and its workers agree on."""

from enum import StrEnum
from typing import Final

PIXELS: Final = 50_000_000


class Outcome(StrEnum):
    """The first word of an answer; the second is the number of bytes that follow the line."""

    READY = "ready"
    DONE = "done"
    TOO_LARGE = "too-large"
    BROKEN = "broken"
