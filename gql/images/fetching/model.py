"""What is fetched, within which limits, and what comes of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from gql.images.guard.refusal import Reason
from gql.settings import Settings

MEBIBYTE: Final = 1024 * 1024


class Kind(StrEnum):
    """What a source is expected to be."""

    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a picture or a video is.

    Attributes:
        url: as the upstream told it; it may hold a signature.
        proxy: address of the channel's proxy; it may hold a password.
        kind: which media types are taken, and which limits hold.
    """

    url: str = field(repr=False)
    proxy: str | None = field(default=None, repr=False)
    kind: Kind = Kind.IMAGE


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is fetched, and how long a source may keep us waiting.

    Attributes:
        image_bytes, video_bytes: the most that is taken.
        image_seconds, video_seconds: for all that is waited for, redirects included.
        connect_seconds: for a connection, its look-up and its TLS.
        idle_seconds: until the next bytes.
    """

    image_bytes: int = 32 * MEBIBYTE
    video_bytes: int = 512 * MEBIBYTE
    image_seconds: float = 30
    video_seconds: float = 600
    connect_seconds: float = 5
    idle_seconds: float = 10

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Take what is set."""
        return cls(
            settings.image_max_bytes,
            settings.video_max_bytes,
            settings.image_seconds,
            settings.video_seconds,
        )

    def most_bytes(self, kind: Kind) -> int:
        """Give the most that is taken of this kind."""
        return self.image_bytes if kind is Kind.IMAGE else self.video_bytes

    def most_seconds(self, kind: Kind) -> float:
        """Give the time for one of this kind."""
        return self.image_seconds if kind is Kind.IMAGE else self.video_seconds


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that was taken; its bytes come as they are read.

    Attributes:
        media_type: found in the bytes; of a range that does not begin with the first byte, what was declared.
        length: bytes of the body; None where nobody knows.
        status: 200, or 206 for a range.
        content_range: the header of a range.
        is_delimited: whether a body that was cut short would be noticed; False where only the end of the
            connection ends it.
        pieces: at most 256 KiB each; raises `FetchFailed`.
    """

    media_type: str
    length: int | None
    status: int
    content_range: str | None
    is_delimited: bool
    pieces: AsyncIterator[bytes] = field(repr=False)


class Failure(StrEnum):
    """What went wrong, as log lines and metrics name it."""

    GONE = "gone"
    EXPIRED = "expired"
    AWAY = "away"
    SLOW = "slow"
    TOO_LARGE = "too_large"
    NOT_A_PICTURE = "not_a_picture"
    UNSATISFIABLE = "unsatisfiable"
    REFUSED = "refused"
    TORN = "torn"


class FetchFailed(Exception):
    """Nothing, or not all, could be fetched. The source's URL and its words are never quoted.

    Args:
        reason: what went wrong.
        refusal: why the guard refused it, where it did.
    """

    def __init__(self, reason: Failure, refusal: Reason | None = None) -> None:
        self.reason = reason
        self.refusal = refusal
        super().__init__(f"{reason}: {refusal}" if refusal else str(reason))
