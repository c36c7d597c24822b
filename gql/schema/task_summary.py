"""Summaries of tasks."""

from datetime import datetime
from typing import Annotated, cast

import strawberry

from gql.schema.context import Info
from gql.schema.cost import assumed, buckets
from gql.schema.fields import reads
from gql.schema.measured import measured, measures
from gql.schema.scalars import BigInt
from gql.tasks.summaries import model
from gql.tasks.summaries.intervals import Interval
from gql.tasks.summaries.limits import TIMELINE_MAX
from gql.tasks.summaries.measures import (
    BY_ACTION,
    BY_STATUS,
    DURATIONS,
    QUOTA_SPENT,
    SUCCESS_RATE,
    TIMELINES,
    TOTAL,
)  # fmt: skip
from gql.tasks.words import TaskAction, TaskStatus

Length = Annotated[Interval, strawberry.argument(description="How long each bucket is, in UTC.")]
OF_SUCCESSES = (
    "of tasks that succeeded, whose two times are known and in order; interpolated between two tasks. "
    "Null where there is none."
)


@strawberry.type(description="How many tasks have a status.")
class StatusCount:
    """Stands on `gql.tasks.summaries.model.Count`."""

    status: TaskStatus = reads("value", "The status.")
    count: int = reads("count", "How many tasks have it.")


@strawberry.type(description="How many tasks have an action.")
class ActionCount:
    """Stands on `gql.tasks.summaries.model.Count`."""

    action: TaskAction = reads("value", "The action.")
    count: int = reads("count", "How many tasks have it.")


@strawberry.type(description="The tasks that were submitted in one interval.")
class TimelineBucket:
    """Stands on `gql.tasks.summaries.model.TimelineBucket`."""

    starts_at: datetime = reads("starts_at", "When the interval begins, in UTC.")
    total: int = reads("total", "How many tasks were submitted.")
    succeeded: int = reads("succeeded", "How many of them have succeeded.")
    failed: int = reads("failed", "How many of them have failed.")
    quota_spent: BigInt = reads("quota_spent", "What they cost.")


async def _timeline(
    root: strawberry.Parent[model.TaskSummary], info: Info, interval: Length = Interval.DAY
) -> list[TimelineBucket]:
    return cast("list[TimelineBucket]", await measured(info, root, TIMELINES[interval]))


@strawberry.type(description="What tasks are together; each field is read only when it is asked for.")
class TaskSummary:
    """Stands on `gql.tasks.summaries.model.TaskSummary`."""

    total: int = measures(TOTAL, "How many tasks there are.")
    by_status: list[StatusCount] = measures(
        BY_STATUS, "The statuses that occur, in the order of the enum.", directives=[assumed(len(TaskStatus))]
    )
    by_action: list[ActionCount] = measures(
        BY_ACTION, "The actions that occur, in the order of the enum.", directives=[assumed(len(TaskAction))]
    )
    quota_spent: BigInt = measures(QUOTA_SPENT, "What they cost; 500,000 are one US dollar in new-api.")
    success_rate: float | None = measures(
        SUCCESS_RATE,
        "The share of successes among the tasks that have ended (with success, failure or cancellation), "
        "0 to 1; null where none has ended.",
    )
    median_duration_seconds: float | None = measures(
        DURATIONS,
        f"The median of the seconds from submission to end, {OF_SUCCESSES}",
        lambda found: found.median,
    )
    p95_duration_seconds: float | None = measures(
        DURATIONS,
        f"The 95th percentile of the seconds from submission to end, {OF_SUCCESSES}",
        lambda found: found.p95,
    )
    timeline: list[TimelineBucket] = strawberry.field(
        resolver=_timeline,
        description="The intervals in which tasks were submitted, earliest first; those without tasks, and "
        f"tasks whose `submittedAt` is unknown, are left out. More than {TIMELINE_MAX:,} are an error.",
        directives=buckets(TIMELINE_MAX),
    )
