"""Tasks and pages of tasks."""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from gql.channels import model as channels
from gql.identity import model as identity
from gql.schema import media
from gql.schema.context import Info
from gql.schema.cost import BUTTONS, assumed
from gql.schema.fields import AT_ONCE, Keyed, Stored, by_columns, by_key, by_links, reads
from gql.schema.nodes import Node, global_id
from gql.schema.scalars import JSON, URL, BigInt, Timestamp
from gql.tasks import details, model
from gql.tasks.links.links import Links
from gql.tasks.links.medium import Medium
from gql.tasks.resolvers import TaskPage as Page
from gql.tasks.scope import require_admin
from gql.tasks.words import TaskAction, TaskStatus

if TYPE_CHECKING:
    from gql.schema.channel import Channel
    from gql.schema.people import User

# Users and channels have tasks, and tasks a user and a channel: here the circle is closed by name.
LazyUser = Annotated["User", strawberry.lazy("gql.schema.people")]
LazyChannel = Annotated["Channel", strawberry.lazy("gql.schema.channel")]
ParentTask = strawberry.Parent[model.Task]


async def _users(ids: Set[int], info: Info) -> Mapping[int, identity.User | None]:
    viewer = await info.context.viewer()
    return {**await info.context.users.among(ids - {viewer.id}), viewer.id: viewer.user}


async def _channels(ids: Set[int], info: Info) -> Mapping[int, channels.Channel | None]:
    require_admin(await info.context.viewer())
    return await info.context.channels.among(ids)


async def _user(root: ParentTask, info: Info) -> LazyUser | None:
    return cast("LazyUser | None", (await _users({root.user_id}, info))[root.user_id])


async def _channel(root: ParentTask, info: Info) -> LazyChannel | None:
    return cast("LazyChannel | None", (await _channels({root.channel_id}, info))[root.channel_id])


async def _estimated_finish_at(root: ParentTask, info: Info) -> datetime | None:
    return await info.context.services.estimates.finish_at(await info.context.viewer(), root)


@strawberry.type(description="A button that Midjourney shows under a result.")
class TaskButton:
    """Stands on `gql.tasks.details.TaskButton`."""

    custom_id: str = reads("custom_id", "The id by which the button is pressed.")
    emoji: str = reads("emoji", 'The picture on it, "" where there is none.')
    label: str = reads("label", "The word on it, such as U1.")
    style: int = reads("style", "Discord's number for its colour.")
    type: int = reads("type", "Discord's number for its kind.")


@strawberry.type(description="One Midjourney image-generation job.")
class Task(Node):
    """Stands on `gql.tasks.model.Task`."""

    id: strawberry.ID = reads(lambda task: global_id("Task", task.id), "Unique among all nodes; opaque.")
    database_id: int = reads("id", "The id in the table `midjourneys`; REST's `id`.")
    mj_id: str = reads("mj_id", 'The id at the upstream; not unique, and "" for submissions that it refused.')
    action: TaskAction = reads("action", "What the task does.", of=TaskAction.of)
    raw_action: str = reads("action", "`action` as it is stored.")
    status: TaskStatus = reads("status", "How far the task has come.", of=TaskStatus.of)
    raw_status: str = reads("status", "`status` as it is stored.")
    progress: str = reads("progress", "How much is done, as it is stored, such as `35%`.")
    percent_complete: int = reads(details.percent_complete, "How much is done, 0 to 100.")
    prompt: str = reads("prompt", "The prompt as it was submitted.")
    prompt_en: str = reads("prompt_en", "The prompt in English, as the upstream used it.")
    description: str = reads("description", "The upstream's words at submission.")
    image_url: URL | None = strawberry.field(
        resolver=media.image_url,
        description="The picture's address, forwarded where forwarding is on.",
        metadata=by_links(media.image_link, Stored("image_url", Medium.IMAGE)),
    )
    thumbnail_url: URL | None = strawberry.field(
        resolver=media.thumbnail_url,
        description="The address of a smaller copy of the picture; null where pictures are not forwarded.",
    )
    image_width: int | None = strawberry.field(
        resolver=media.image_width,
        description="The picture's width in pixels; null until it was loaded once.",
    )
    image_height: int | None = strawberry.field(
        resolver=media.image_height,
        description="The picture's height in pixels; null until it was loaded once.",
    )
    blurhash: str | None = strawberry.field(
        resolver=media.blurhash,
        description="The picture's BlurHash (blurha.sh), to show meanwhile; null until it was loaded once.",
    )
    video_url: URL | None = strawberry.field(
        resolver=media.video_url,
        description="The video's address, forwarded where forwarding is on.",
        metadata=by_links(media.video_link, Stored("video_url", Medium.VIDEO)),
    )
    video_urls: list[URL] = strawberry.field(
        resolver=media.video_urls,
        description="The addresses of all videos, forwarded where forwarding is on.",
        metadata=by_links(Links.video_urls),
    )
    submit_time: Timestamp = reads("submit_time", "When it was submitted, as it is stored.")
    start_time: Timestamp = reads("start_time", "When Midjourney began, as it is stored.")
    finish_time: Timestamp = reads("finish_time", "When it ended, as it is stored.")
    submitted_at: datetime | None = reads(details.submitted_at, "When it was submitted; null where unknown.")
    started_at: datetime | None = reads(details.started_at, "When Midjourney began; null before.")
    finished_at: datetime | None = reads(details.finished_at, "When it ended; null before.")
    estimated_finish_at: datetime | None = strawberry.field(
        resolver=_estimated_finish_at,
        description="When it will probably end, judged by how long tasks of the same action took lately "
        "(for admins, of the same channel too); null for a finished task, and where too few took that long.",
    )
    duration_seconds: float | None = reads(
        details.duration_seconds, "Seconds from submission to end; null before."
    )
    fail_reason: str | None = reads(details.fail_reason, "Why it failed; null where it did not.")
    quota: BigInt = reads("quota", "What it cost; 500,000 are one US dollar in new-api.")
    buttons: list[TaskButton] = reads(details.buttons, "The buttons under the result.", assumed(BUTTONS))
    properties: JSON | None = reads(details.properties, "The upstream's properties, such as `finalPrompt`.")
    user: LazyUser | None = strawberry.field(
        resolver=_user,
        description="Whose task it is; null where the user no longer exists.",
        metadata=by_key(Keyed("user_id", _users)),
    )
    channel: LazyChannel | None = strawberry.field(
        resolver=_channel,
        description="The channel that it went through, for admins; null where it no longer exists.",
        metadata=by_key(Keyed("channel_id", _channels)),
    )
    source_image_url: URL | None = strawberry.field(
        resolver=media.source_image_url, description="The picture's address at the upstream, for admins."
    )
    source_video_urls: list[URL] | None = strawberry.field(
        resolver=media.source_video_urls, description="The videos' addresses at the upstream, for admins."
    )

    @classmethod
    def is_type_of(cls, value: Any, _: object) -> bool:  # noqa: ANN401 - graphql-core's own signature
        """Tell graphql-core which objects this type stands on."""
        return isinstance(value, model.Task)


async def _items(root: strawberry.Parent[Page]) -> list[Task]:
    return cast("list[Task]", await root.items())


async def _total(root: strawberry.Parent[Page]) -> int:
    return await root.total()


@strawberry.type(description="One page of tasks, by number; the newest first.")
class TaskPage:
    """Stands on `gql.tasks.resolvers.TaskPage`."""

    items: list[Task] = strawberry.field(
        resolver=_items, description="The tasks of this page.", metadata=by_columns(Page.items)
    )
    total: int = strawberry.field(
        resolver=_total, description="How many tasks are on all pages.", metadata=AT_ONCE
    )
    page: int = reads("page", "The number of this page, from 1.")
    page_size: int = reads("page_size", "How many tasks a page has at most.")
