"""What is wanted of a task, and the key under which the cache has it."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final, Self
from urllib.parse import urlsplit

from gql.images.fetching.model import Kind
from gql.images.thumbnails.offered import MediaType
from gql.tasks import details
from gql.tasks.links.medium import Medium, source
from gql.tasks.model import Task
from gql.tasks.progress import is_finished

# Discord's addresses carry a signature that ends after a day; what they lead to stays the same.
SIGNING_HOSTS: Final = {"cdn.discordapp.com", "media.discordapp.net"}
SIGNATURE: Final = {"ex", "is", "hm"}


@dataclass(frozen=True, slots=True)
class Variant:
    """A small copy of a picture, or a quarter of it; see `gql.images.thumbnails.offered`."""

    width: int | None
    tile: int | None
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture or a video of a task, or a variant of its picture.

    Attributes:
        url: where the upstream has it, as the database tells.
    """

    task: Task
    medium: Medium
    number: int
    url: str
    variant: Variant | None = None

    @classmethod
    def of(cls, task: Task, medium: Medium, number: int = 0, variant: Variant | None = None) -> Self | None:
        """Say what is wanted; None where the task has no such thing."""
        url = source(task, medium, number)
        return cls(task, medium, number, url, variant) if url else None

    @property
    def kind(self) -> Kind:
        """Which media types and limits are meant."""
        return Kind(self.medium)

    @property
    def is_final(self) -> bool:
        """Whether nothing will take its place any more."""
        return is_finished(self.task)

    @property
    def modified(self) -> datetime | None:
        """Give the second at which it last changed; None where nobody knows, or it may change yet."""
        finished = details.finished_at(self.task) if self.is_final else None
        return finished.replace(microsecond=0) if finished else None

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture as the upstream has it."""
        return self.medium is Medium.IMAGE and self.variant is None

    @property
    def place(self) -> tuple[int, Medium, int, Variant | None]:
        """Give what stays the same while the task goes on."""
        return self.task.id, self.medium, self.number, self.variant

    @property
    def whole(self) -> "Wanted":
        """Give what a variant is made of."""
        return replace(self, variant=None)

    @property
    def key(self) -> str:
        """Give the cache's key; content under one never changes.

        Not every upstream gives the picture of an unfinished task a new address each time that it changes,
        so the key has the progress too.
        """
        progress = "" if self.is_final else self.task.progress
        text = "\n".join((self.medium, progress, _lasting(self.url)))
        key = sha256(text.encode(errors="surrogatepass")).hexdigest()
        if variant := self.variant:
            return f"{key} {variant.width or ''} {variant.tile or ''} {variant.media_type}"
        return key


def _lasting(url: str) -> str:
    """Give an address without a signature that is renewed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return url
    if host not in SIGNING_HOSTS:
        return url
    pairs = (pair for pair in parts.query.split("&") if pair.partition("=")[0] not in SIGNATURE)
    return parts._replace(query="&".join(pairs)).geturl()
