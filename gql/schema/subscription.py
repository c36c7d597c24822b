"""The subscriptions."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET

from gql.live.wanted import Wanted
from gql.schema.arguments import Narrowed
from gql.schema.context import Info
from gql.schema.filter import task_filter
from gql.schema.task_update import TaskUpdate

Cursor = Annotated[
    str | None,
    strawberry.argument(
        description="The `cursor` of the last update that was received: every update since then is told in "
        "place of the state, or RESYNC where they are no longer kept. The header `Last-Event-ID` wins."
    ),
]
Updates = AsyncGenerator[TaskUpdate, None]


async def _task_updated(
    info: Info,
    mj_id: Annotated[str, strawberry.argument(description="The id at the upstream, whole and in its case.")],
    *,
    after: Cursor = UNSET,
) -> Updates:
    return _follow(info, Wanted(mj_id=mj_id), after)


async def _my_task_updates(info: Info, *, filter: Narrowed = UNSET, after: Cursor = UNSET) -> Updates:  # noqa: A002
    return _follow(info, Wanted(filter=task_filter(filter)), after)


async def _all_task_updates(info: Info, *, filter: Narrowed = UNSET, after: Cursor = UNSET) -> Updates:  # noqa: A002
    return _follow(info, Wanted(filter=task_filter(filter), everybody=True), after)


def _follow(info: Info, wanted: Wanted, after: str | None) -> Updates:
    return cast("Updates", info.context.follow(wanted, None if after is UNSET else after))


def _subscribes(resolver: Any, description: str) -> Any:  # noqa: ANN401 - the class says the field's type
    return strawberry.subscription(resolver=resolver, description=description)


@strawberry.type(
    description="What can be followed, over a WebSocket or as server-sent events. "
    "At first the state as it is, then each change; whoever reads too slowly gets the newest of each task."
)
class Subscription:
    """The root of all subscriptions."""

    task_updated: TaskUpdate = _subscribes(
        _task_updated,
        "The newest task with an upstream id, until it is finished: "
        "of the viewer's own, or of all for admins.",
    )
    my_task_updates: TaskUpdate = _subscribes(
        _my_task_updates,
        "The viewer's own tasks: at first those that are not finished, then each that changes.",
    )
    all_task_updates: TaskUpdate = _subscribes(
        _all_task_updates,
        "Everybody's tasks, for admins: at first those that are not finished, then each that changes.",
    )
