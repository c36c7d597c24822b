"""What a listing of tasks can be narrowed to, and how much of it each day has."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import strawberry

from gql.schema.context import Info
from gql.schema.cost import assumed
from gql.schema.fields import reads
from gql.schema.measured import measured
from gql.schema.task import LazyChannel, LazyUser
from gql.schema.task_summary import ActionCount, StatusCount
from gql.tasks.scope import require_admin
from gql.tasks.summaries import model
from gql.tasks.summaries.limits import BUCKETS_MAX, FACET_MAX
from gql.tasks.summaries.measures import BY_ACTION, BY_CHANNEL, BY_STATUS, BY_USER, Measure
from gql.tasks.words import TaskAction, TaskStatus

ParentCount = strawberry.Parent[model.Count[int]]
BUCKETS_ORDER = (
    "In the order of the connection with the same filter: the day with the newest task (the highest id) is "
    f"first. The counts add up to `totalCount`. More than {BUCKETS_MAX:,} days are an error."
)


async def _channel(root: ParentCount, info: Info) -> LazyChannel | None:
    return cast("LazyChannel | None", await info.context.channels.load(root.value))


async def _user(root: ParentCount, info: Info) -> LazyUser | None:
    return cast("LazyUser | None", await info.context.users.load(root.value))


@strawberry.type(description="How many tasks went through a channel.")
class ChannelCount:
    """Stands on `gql.tasks.summaries.model.Count`."""

    database_id: int = reads("value", "The channel's id; 0 where tasks have none.")
    channel: LazyChannel | None = strawberry.field(
        resolver=_channel, description="The channel; null where it no longer exists."
    )
    count: int = reads("count", "How many tasks went through it.")


@strawberry.type(description="How many tasks a user has.")
class UserCount:
    """Stands on `gql.tasks.summaries.model.Count`."""

    database_id: int = reads("value", "The user's id; 0 where tasks have none.")
    user: LazyUser | None = strawberry.field(
        resolver=_user, description="The user; null where there is none with this id any more."
    )
    count: int = reads("count", "How many tasks are the user's.")


def _facet(measure: Measure, filter_: str, *, admins_only: bool = False) -> Callable[..., Awaitable[Any]]:
    """Make the resolver of a facet, which counts without the filter that it would set."""

    async def resolve(root: strawberry.Parent[model.TaskSummary], info: Info) -> Any:  # noqa: ANN401 - the class says the field's type
        if admins_only:
            require_admin(await info.context.viewer())
        others: Any = replace(root.filter, **{filter_: None})
        return await measured(info, replace(root, filter=others), measure)

    del resolve.__annotations__["return"]
    return resolve


@strawberry.type(
    description="What tasks can be narrowed to. Each facet counts under all of the filter but its own part, "
    "and so tells what another choice would give."
)
class TaskFacets:
    """Stands on `gql.tasks.summaries.model.TaskSummary`."""

    by_status: list[StatusCount] = strawberry.field(
        resolver=_facet(BY_STATUS, "statuses"),
        description="Without `statuses`: the statuses that occur.",
        directives=[assumed(len(TaskStatus))],
    )
    by_action: list[ActionCount] = strawberry.field(
        resolver=_facet(BY_ACTION, "actions"),
        description="Without `actions`: the actions that occur.",
        directives=[assumed(len(TaskAction))],
    )
    by_channel: list[ChannelCount] | None = strawberry.field(
        resolver=_facet(BY_CHANNEL, "channel_ids", admins_only=True),
        description=f"Without `channelIds`: the {FACET_MAX} channels with most tasks, for admins.",
        directives=[assumed(FACET_MAX)],
    )
    by_user: list[UserCount] | None = strawberry.field(
        resolver=_facet(BY_USER, "user_ids", admins_only=True),
        description=f"Without `userIds`: the {FACET_MAX} users with most tasks, for admins.",
        directives=[assumed(FACET_MAX)],
    )


@strawberry.type(description="The tasks of one day.")
class TaskBucket:
    """Stands on `gql.tasks.summaries.model.TaskBucket`."""

    starts_at: datetime | None = reads(
        "starts_at",
        "When the day begins, in UTC; null for the tasks whose `submittedAt` is unknown.",
    )
    count: int = reads("count", "How many tasks were submitted on it.")
    cursor: str = reads(
        "cursor",
        "As `after` of the connection with the same filter: it goes on with the newest task of this day. "
        "A task whose id is out of order with its time counts in its day, and stands where its id puts it.",
    )
