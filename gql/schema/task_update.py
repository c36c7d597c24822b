"""Updates of tasks, as subscriptions tell them."""

import strawberry

from gql.schema.cost import Cost
from gql.schema.fields import reads
from gql.schema.task import Task
from gql.tasks.journal import TaskUpdateKind
from gql.tasks.words import TaskStatus


@strawberry.type(
    description="One change of a task, or at the beginning of a subscription its state as it is."
)
class TaskUpdate:
    """Stands on `gql.live.hub.Delivered`."""

    # The update costs its point, and what it looks up below the task costs more.
    task: Task = reads(
        lambda delivered: delivered.update.task, "The task as it is after the change.", Cost(weight="0")
    )
    previous_status: TaskStatus | None = reads(
        lambda delivered: _status(delivered.update.previous_status),
        "The status before the change; null for a new task, and where the state as it is is told.",
    )
    kind: TaskUpdateKind = reads(lambda delivered: delivered.update.kind, "What the update says.")
    cursor: str | None = reads(
        "cursor",
        "What a later subscription takes as its argument `after`, to go on from here; "
        "null within the state at the beginning, from where nothing can go on.",
    )


def _status(stored: str | None) -> TaskStatus | None:
    return None if stored is None else TaskStatus.of(stored)
