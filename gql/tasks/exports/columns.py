"""The columns of an export: REST's fields with the stored values, and the three moments."""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter

from gql.tasks import details
from gql.tasks.links.links import ADDRESSES, Links
from gql.tasks.model import Task

Value = str | int | None
OWN = (
    "id", "mj_id", "action", "prompt", "prompt_en", "status", "progress", "image_url", "video_url",
    "video_urls", "submit_time", "start_time", "finish_time", "fail_reason", "quota",
)  # fmt: skip
EVERYBODYS = (*OWN, "user_id", "channel_id")
MOMENTS = {
    "submitted_at": details.submitted_at,
    "started_at": details.started_at,
    "finished_at": details.finished_at,
}


def names(*, everybodys: bool) -> tuple[str, ...]:
    """Give the names of the columns, in their order."""
    return (*(EVERYBODYS if everybodys else OWN), *MOMENTS)


def values_of(links: Links, *, everybodys: bool) -> Callable[[Task], list[Value]]:
    """Make the function that gives a task's values in the columns' order; moments are RFC 3339 in UTC."""
    stored = EVERYBODYS if everybodys else OWN
    read = attrgetter(*stored)
    addresses = {stored.index(name): address for name, address in ADDRESSES.items()}

    def values(task: Task) -> list[Value]:
        row = [*read(task), *(_text(moment(task)) for moment in MOMENTS.values())]
        for place, address in addresses.items():
            row[place] = address(links, task)
        return row

    return values


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None
