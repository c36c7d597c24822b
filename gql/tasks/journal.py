"""Updates of tasks, and where they are written down so that whoever watches hears of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.tasks.model import Task


class TaskUpdateKind(Enum):
    """What an update says of a task."""

    meaning: str

    def __new__(cls, word: str, meaning: str) -> "TaskUpdateKind":
        """Make a member whose value is its word."""
        member = object.__new__(cls)
        member._value_ = word
        member.meaning = meaning
        return member

    CREATED = "CREATED", "The task is new."
    PROGRESSED = "PROGRESSED", "The task is under way."
    FINISHED = "FINISHED", "The task has ended: with success, failure or cancellation."


@dataclass(frozen=True, slots=True)
class TaskUpdate:
    """One change of a task, or at the beginning of a subscription its state as it is.

    Attributes:
        task: as it is after the change.
        previous_status: the stored status before; None where there was no task, or the state alone is told.
        kind: what the update says.
    """

    task: Task
    previous_status: str | None
    kind: TaskUpdateKind


class Journal(Protocol):
    """Where updates are written down, in their order."""

    async def write(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Write updates down in the transaction that makes the changes, where the database keeps them."""

    def committed(self, updates: Sequence[TaskUpdate]) -> None:
        """Tell whoever watches of updates whose transaction is committed; never before."""
