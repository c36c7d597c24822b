"""What is known of the pictures that tasks made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from gql.errors import BadUserInput, Messages
from gql.language import Language
from gql.tasks.model import Task

# Of thumbnails, in pixels: few, so that whoever asks for the same picture shares the same copy.
WIDTHS = (64, 160, 320, 640, 1024)


class NotOffered(BadUserInput):
    """A value that is none of the few that are offered."""

    messages: ClassVar[Messages] = {
        Language.EN: "{parameter} must be one of {offered}",
        Language.ZH: "{parameter} 必须是以下之一：{offered}",
        Language.ZH_TW: "{parameter} 必須是以下之一：{offered}",
    }


@dataclass(frozen=True, slots=True)
class Facts:
    """The size of a picture in pixels, and its BlurHash (`blurha.sh`); None is not known."""

    width: int | None = None
    height: int | None = None
    blurhash: str | None = None


class Pictures(Protocol):
    """Tells of pictures that were loaded before; it loads none."""

    async def facts(self, tasks: Sequence[Task]) -> list[Facts | None]:
        """Give what is known of each task's picture, in the order of the tasks."""


class NoPictures:
    """Knows no picture."""

    async def facts(self, tasks: Sequence[Task]) -> list[Facts | None]:
        """Give None for each task."""
        return [None] * len(tasks)
