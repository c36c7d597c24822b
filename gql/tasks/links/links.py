"""Addresses of tasks' pictures and videos, as one client reaches them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from gql.tasks import details
from gql.tasks.links.medium import Medium
from gql.tasks.links.signer import Signer
from gql.tasks.model import Task

Address = Callable[["Links", Task], str]
PATHS = {medium: f"/mj/{medium}/" for medium in Medium}


@dataclass(frozen=True, slots=True)
class Links:
    """How addresses are made. What is not forwarded keeps its address at the upstream.

    Attributes:
        base: what they begin with, without a slash at the end; "" where nothing is forwarded.
        signer: signs them; None where they open without a signature.
        media: what is forwarded.
    """

    base: str = ""
    signer: Signer | None = None
    media: frozenset[Medium] = frozenset(Medium)

    def forwards(self, medium: Medium) -> bool:
        """Whether addresses of this kind lead to the gateway."""
        return bool(self.base) and medium in self.media

    def image_url(self, task: Task) -> str:
        """Give the address of a task's picture; "" where there is none."""
        return self._link(task, Medium.IMAGE, task.image_url)

    def thumbnail_url(self, task: Task, width: int) -> str | None:
        """Give the address of a copy that is `width` pixels wide; None where no picture is forwarded."""
        picture = self.image_url(task)
        if picture in {"", task.image_url}:
            return None
        return f"{picture}{'&' if self.signer else '?'}w={width}"

    def video_url(self, task: Task) -> str:
        """Give the address of a task's video; "" where there is none."""
        return self._link(task, Medium.VIDEO, task.video_url)

    def video_urls(self, task: Task) -> list[str]:
        """Give the addresses of all videos."""
        stored = enumerate(details.video_urls(task), 1)
        return [self._link(task, Medium.VIDEO, address, number) for number, address in stored]

    def video_urls_text(self, task: Task) -> str:
        """Give them in the JSON text that is stored, and the text itself where it holds none."""
        if not (task.video_urls and self.forwards(Medium.VIDEO)):
            return task.video_urls
        return details.with_video_urls(task, self.video_urls(task))

    def _link(self, task: Task, medium: Medium, stored: str, number: int = 0) -> str:
        if not (stored and self.forwards(medium)):
            return stored
        path = f"{self.base}{PATHS[medium]}{quote(task.mj_id, safe='')}{f'/{number}' * bool(number)}"
        if self.signer:
            return f"{path}?{self.signer.sign(medium, task.id, task.mj_id, number)}"
        # Without an id of the upstream nothing but the signature says which task is meant.
        return path if task.mj_id else stored


# By the names of the columns that hold addresses.
ADDRESSES: Mapping[str, Address] = {
    "image_url": Links.image_url,
    "video_url": Links.video_url,
    "video_urls": Links.video_urls_text,
}
