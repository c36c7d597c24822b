"""What the cache holds, and what it is filled from."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from gql.tasks.pictures import Facts

UNKNOWN: Final = Facts()


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture or video in the cache; `digest` is the SHA-256 of its bytes, in hex, `size` their number."""

    key: str
    digest: str
    media_type: str
    size: int
    facts: Facts = UNKNOWN


class Fetched(Protocol):
    """A body that comes piece by piece."""

    @property
    def media_type(self) -> str:
        """Its type, such as `image/png`."""

    @property
    def length(self) -> int | None:
        """Its bytes; None where the source does not say."""

    @property
    def pieces(self) -> AsyncIterator[bytes]:
        """The bytes, at most 256 KiB a piece; raises where the body is broken or ends too early."""


Opening = Callable[[], AbstractAsyncContextManager[Fetched]]


@dataclass(frozen=True, slots=True)
class Content:
    """A body that is at hand already, as if it were fetched."""

    media_type: str
    content: bytes

    @property
    def length(self) -> int:
        """Its bytes."""
        return len(self.content)

    @property
    async def pieces(self) -> AsyncIterator[bytes]:
        """All of it in one piece."""
        yield self.content
