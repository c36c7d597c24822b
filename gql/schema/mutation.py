"""The mutations."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, cast

import strawberry

from gql.polling.refresh import NotFollowed, RefreshRefused, TaskNotFound, TooOften, UpstreamAway
from gql.schema.context import Info
from gql.schema.cost import assumed
from gql.schema.fields import reads
from gql.schema.task import Task
from gql.tasks import model


@strawberry.enum(description="Why the upstream was not asked for a task, or gave no answer.")
class RefreshTaskErrorCode(Enum):
    """The codes of `RefreshRefused`."""

    NOT_FOUND = strawberry.enum_value(TaskNotFound.code, description="The viewer may see no such task.")
    NOT_FOLLOWED = strawberry.enum_value(
        NotFollowed.code, description="The gateway only reads here: new-api follows its tasks by itself."
    )
    RATE_LIMITED = strawberry.enum_value(
        TooOften.code, description="The viewer has asked for too many tasks in the last minute."
    )
    UPSTREAM_UNAVAILABLE = strawberry.enum_value(
        UpstreamAway.code, description="The upstream gave no answer, or does not know the task."
    )


@strawberry.input(description="Which task to ask for.")
class RefreshTaskInput:
    """The argument of `refreshTask`."""

    mj_id: str = strawberry.field(description="The id at the upstream, whole and in its case.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Holds an error that is to be told: GraphQL raises each value that is an exception itself."""

    error: RefreshRefused


def _message(root: strawberry.Parent[Refusal], info: Info) -> str:
    return root.error.message(info.context.language)


@strawberry.type(description="Something that the viewer can do about.")
class RefreshTaskError:
    """Stands on `Refusal`."""

    code: RefreshTaskErrorCode = reads(
        lambda refusal: RefreshTaskErrorCode(refusal.error.code), "What is wrong, for programs."
    )
    message: str = strawberry.field(
        resolver=_message,
        description="What is wrong, for people, in the language of `Accept-Language`.",
    )


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of a refresh."""

    task: model.Task | None
    refusals: tuple[Refusal, ...] = ()


@strawberry.type(description="A task as its upstream has it now, or why it could not be asked for.")
class RefreshTaskPayload:
    """Stands on `Refreshed`."""

    task: Task | None = reads(
        "task",
        "The task as it is now, or as it is stored where the upstream was not asked; null for no such task.",
    )
    user_errors: list[RefreshTaskError] = reads(
        "refusals", "Why the upstream was not asked, or gave no answer.", assumed(1)
    )


async def _refresh_task(
    info: Info,
    input: Annotated[RefreshTaskInput, strawberry.argument(description="Which task to ask for.")],  # noqa: A002
) -> RefreshTaskPayload:
    viewer = await info.context.viewer()
    try:
        refreshed = Refreshed(await info.context.services.refresher.refresh(viewer, input.mj_id))
    except RefreshRefused as refused:
        refreshed = Refreshed(refused.task, (Refusal(refused),))
    return cast("RefreshTaskPayload", refreshed)


@strawberry.type(description="What can be done.")
class Mutation:
    """The root of all mutations."""

    refresh_task: RefreshTaskPayload = strawberry.field(
        resolver=_refresh_task,
        description="Asks the upstream of an unfinished task for it now; 30 times a minute at most.",
    )
