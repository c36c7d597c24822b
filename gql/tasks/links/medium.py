"""What a forwarded address leads to."""

from enum import StrEnum

from gql.tasks import details
from gql.tasks.model import Task


class Medium(StrEnum):
    """A kind of file that a task made; addresses have its word in their path."""

    IMAGE = "image"
    VIDEO = "video"


def source(task: Task, medium: Medium, number: int = 0) -> str | None:
    """Give the address at the upstream.

    Args:
        task: whose picture or video it is.
        medium: which of both.
        number: 0 for the picture, or `video_url`; else the place among `video_urls`, from 1.

    Returns:
        None where the task has none.
    """
    if number == 0:
        return details.video_url(task) if medium is Medium.VIDEO else task.image_url or None
    videos = details.video_urls(task) if medium is Medium.VIDEO else []
    return videos[number - 1] if 0 < number <= len(videos) else None
