"""The addresses under which a task's image is given to clients."""

from dataclasses import dataclass
from urllib.parse import quote

from gql.tasks.model import Task

IMAGE_PATH = "/mj/image/"


@dataclass(frozen=True, slots=True)
class ImageLinks:
    """How image addresses are made; `base` is the public address, or "" where images are not forwarded."""

    base: str

    def image_url(self, task: Task) -> str:
        """Give the address of a task's image, forwarded where forwarding is on; "" where there is none."""
        if not (self.base and task.image_url and task.mj_id):
            return task.image_url
        return f"{self.base.rstrip('/')}{IMAGE_PATH}{quote(task.mj_id, safe='')}"
