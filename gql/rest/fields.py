"""The fields of an item, each declared once: its name, its type and what it means."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from operator import attrgetter

from gql.tasks.links.links import ADDRESSES, Address, Links
from gql.tasks.model import Task
from gql.tasks.records import Columns
from gql.tasks.times import TimeUnit

Item = dict[str, str | int]

# In the order of the table.
MEANINGS: dict[str, str] = {
    "id": "The id in the table `midjourneys`.",
    "code": "The upstream's answer code at submission: 1 taken, 21 exists, 22 queued, others refused.",
    "user_id": "The id of the user whose task it is.",
    "action": "What the task does, such as IMAGINE.",
    "mj_id": 'The id at the upstream; not unique, and "" for submissions that it refused.',
    "prompt": "The prompt as it was submitted.",
    "prompt_en": "The prompt in English, as the upstream used it.",
    "description": "The upstream's words at submission.",
    "state": "The client's own text, as it was submitted.",
    "submit_time": "When it was submitted: the stored Unix time, 0 where unknown.",
    "start_time": "When Midjourney began: the stored Unix time, 0 where unknown.",
    "finish_time": "When it ended: the stored Unix time, 0 where unknown.",
    "image_url": "The picture's address, forwarded where forwarding is on.",
    "video_url": "The video's address, forwarded where forwarding is on.",
    "video_urls": "The addresses of all videos: the stored JSON text, forwarded likewise.",
    "status": "How far the task has come, such as SUCCESS.",
    "progress": "How much is done, such as `100%`.",
    "fail_reason": 'Why it failed; "" where it did not.',
    "channel_id": "The id of the channel that was used.",
    "quota": "What it cost; 500,000 are one US dollar in new-api.",
    "buttons": "The buttons under the result: the stored JSON text.",
    "properties": "The upstream's properties: the stored JSON text.",
}

EXAMPLE = Task(
    id=1,
    code=1,
    user_id=3,
    action="IMAGINE",
    mj_id="1708827604124433",
    prompt="一座灯塔，水彩",
    prompt_en="a lighthouse, watercolour",
    description="提交成功",
    state="",
    submit_time=1708827604124,
    start_time=1708827606000,
    finish_time=1708827661000,
    image_url="https://cdn.example.com/lighthouse.png",
    video_url="",
    video_urls="",
    status="SUCCESS",
    progress="100%",
    fail_reason="",
    channel_id=1,
    quota=50000,
    buttons="[]",
    properties="{}",
    unit=TimeUnit.MILLISECONDS,
)
TYPES: dict[str, type] = {part.name: part.type for part in fields(Task) if isinstance(part.type, type)}


# What addresses are made of, beside the columns that hold them.
ADDRESSED = frozenset({"id", "mj_id"})


def items_of(
    names: tuple[str, ...], addresses: Mapping[str, Address] = ADDRESSES
) -> Callable[[Task, Links], Item]:
    """Make the function that turns a task into an item with these fields, in this order.

    Args:
        names: of the fields.
        addresses: how those are made that are not as they are stored.
    """
    values = attrgetter(*names)

    def item(task: Task, links: Links) -> Item:
        made = dict(zip(names, values(task), strict=True))
        for name, address in addresses.items():
            made[name] = address(links, task)
        return made

    return item


def columns_of(names: Iterable[str]) -> Columns:
    """Give the columns that an item with these fields is made of."""
    return ADDRESSED.union(names)
