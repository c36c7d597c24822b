"""The queries."""

from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET

from gql.keyset import cursors
from gql.schema.arguments import After, Before, First, Last, window
from gql.schema.channel import Channel
from gql.schema.context import Info
from gql.schema.cost import BY_IDS, CHANNELS, CONNECTION, PAGE, assumed, buckets
from gql.schema.find_node import find_node, find_nodes
from gql.schema.measured import summarizes
from gql.schema.nodes import Node
from gql.schema.people import User, Viewer
from gql.schema.rate_limit import RATE_LIMIT, RateLimit
from gql.schema.scalars import Timestamp
from gql.schema.task import Task, TaskPage
from gql.schema.task_connection import TaskConnection, connects
from gql.schema.task_facets import BUCKETS_ORDER, TaskBucket, TaskFacets
from gql.schema.task_summary import TaskSummary
from gql.schema.user_connection import UserConnection
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.scope import everybodys, require_admin
from gql.tasks.summaries.limits import BUCKETS_MAX
from gql.tasks.summaries.measures import BUCKETS

PageNumber = Annotated[int, strawberry.argument(description="The number of the page, from 1.")]
PageSize = Annotated[int, strawberry.argument(description="How many tasks a page has, 1 to 100.")]
MjId = Annotated[str | None, strawberry.argument(description=FILTERS["mj_id"].description)]
ChannelId = Annotated[int | None, strawberry.argument(description=FILTERS["channel_id"].description)]
Since = Annotated[Timestamp | None, strawberry.argument(description=FILTERS["start_timestamp"].description)]
Until = Annotated[Timestamp | None, strawberry.argument(description=FILTERS["end_timestamp"].description)]


def _given(**arguments: Any) -> TaskFilters:  # noqa: ANN401 - each is of its argument's type
    return TaskFilters(**{name: value for name, value in arguments.items() if value is not UNSET})


async def _viewer(info: Info) -> Viewer:
    return cast("Viewer", await info.context.viewer())


async def _my_tasks(
    info: Info,
    *,
    page: PageNumber = 1,
    page_size: PageSize = 20,
    mj_id: MjId = UNSET,
    start_timestamp: Since = UNSET,
    end_timestamp: Until = UNSET,
) -> TaskPage:
    filters = _given(mj_id=mj_id, start_timestamp=start_timestamp, end_timestamp=end_timestamp)
    viewer = await info.context.viewer()
    return cast("TaskPage", await info.context.services.tasks.my_tasks(viewer, page, page_size, filters))


async def _all_tasks(
    info: Info,
    *,
    page: PageNumber = 1,
    page_size: PageSize = 20,
    channel_id: ChannelId = UNSET,
    mj_id: MjId = UNSET,
    start_timestamp: Since = UNSET,
    end_timestamp: Until = UNSET,
) -> TaskPage:
    filters = _given(
        mj_id=mj_id, channel_id=channel_id, start_timestamp=start_timestamp, end_timestamp=end_timestamp
    )
    viewer = await info.context.viewer()
    return cast("TaskPage", await info.context.services.tasks.all_tasks(viewer, page, page_size, filters))


async def _task(
    info: Info,
    mj_id: Annotated[str, strawberry.argument(description="The id at the upstream, whole and in its case.")],
) -> Task | None:
    viewer = await info.context.viewer()
    return cast("Task | None", await info.context.services.tasks.task(viewer, mj_id))


async def _user(
    info: Info, database_id: Annotated[int, strawberry.argument(description="The id in the table `users`.")]
) -> User | None:
    require_admin(await info.context.viewer())
    return cast("User | None", await info.context.users.load(database_id))


async def _users(
    info: Info, *, first: First = UNSET, after: After = UNSET, last: Last = UNSET, before: Before = UNSET
) -> UserConnection:
    require_admin(await info.context.viewer())
    shown = window(cursors.USERS, first=first, after=after, last=last, before=before)
    return cast("UserConnection", shown)


async def _channels(info: Info) -> list[Channel]:
    require_admin(await info.context.viewer())
    return cast("list[Channel]", await info.context.services.channels.all())


@strawberry.type(description="What can be asked. Everything but introspection needs credentials.")
class Query:
    """The root of all queries."""

    viewer: Viewer = strawberry.field(resolver=_viewer, description="Who asks.")
    my_tasks: TaskPage = strawberry.field(
        resolver=_my_tasks, description="The viewer's own tasks, by page.", directives=[PAGE]
    )
    all_tasks: TaskPage = strawberry.field(
        resolver=_all_tasks, description="Everybody's tasks, by page; for admins.", directives=[PAGE]
    )
    task: Task | None = strawberry.field(
        resolver=_task,
        description="The newest task with an upstream id: of the viewer's own, or of all for admins. "
        "Null where there is none that the viewer may see.",
    )
    tasks: TaskConnection = connects(
        lambda viewer, _: everybodys(viewer), "Everybody's tasks, by cursor; for admins."
    )
    task_summary: TaskSummary = summarizes(
        lambda viewer, _: everybodys(viewer), "What everybody's tasks are together; for admins."
    )
    task_facets: TaskFacets = summarizes(
        lambda viewer, _: everybodys(viewer), "What everybody's tasks can be narrowed to; for admins."
    )
    task_buckets: list[TaskBucket] = summarizes(
        lambda viewer, _: everybodys(viewer),
        f"Everybody's tasks by day; for admins. {BUCKETS_ORDER}",
        BUCKETS,
        *buckets(BUCKETS_MAX),
    )
    user: User | None = strawberry.field(resolver=_user, description="A user, for admins.")
    users: UserConnection = strawberry.field(
        resolver=_users, description="All users, for admins.", directives=[CONNECTION]
    )
    channels: list[Channel] = strawberry.field(
        resolver=_channels, description="All channels, for admins.", directives=[assumed(CHANNELS)]
    )
    node: Node | None = strawberry.field(resolver=find_node, description="A node by its global id.")
    nodes: list[Node | None] = strawberry.field(
        resolver=find_nodes, description="Nodes by their global ids, in the same order.", directives=[BY_IDS]
    )
    rate_limit: RateLimit | None = RATE_LIMIT
