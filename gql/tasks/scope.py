"""Who sees which tasks: the one place that says so. Every query over tasks stands under a scope."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Mapped
from sqlmodel import col

from gql.errors import Forbidden
from gql.identity.model import Viewer
from gql.tasks.model import Task, TaskTable


class Owner(StrEnum):
    """What tasks can be grouped by, each named as its column."""

    USER = "user_id"
    CHANNEL = "channel_id"

    @property
    def column(self) -> Mapped[int]:
        """Give the column that names the owner."""
        column: Mapped[int] = col(getattr(TaskTable, self.value))
        return column


@dataclass(frozen=True, slots=True)
class Scope:
    """Everybody's tasks, or those of one owner. Made by the functions below, which know the viewer."""

    owner: Owner | None = None
    id: int = 0

    def clause(self) -> ColumnElement[bool]:
        """Give the SQL clause that a task of the scope satisfies."""
        return col(self.owner.column) == self.id if self.owner else true()

    def of(self, task: Task) -> "Scope":
        """Give the scope of this kind that a task is in."""
        return Scope(self.owner, getattr(task, self.owner)) if self.owner else self

    def has(self, task: Task) -> bool:
        """Tell whether a task that was read is of the scope."""
        return self.owner is None or getattr(task, self.owner) == self.id


def visible_to(viewer: Viewer) -> Scope:
    """Say which tasks a viewer may see."""
    return Scope() if viewer.is_admin else owned_by(viewer)


def owned_by(viewer: Viewer) -> Scope:
    """Say which tasks are a viewer's own."""
    return Scope(Owner.USER, viewer.id)


def everybodys(viewer: Viewer) -> Scope:
    """Say what all tasks are, for admins.

    Raises:
        Forbidden: the viewer is no admin.
    """
    require_admin(viewer)
    return Scope()


def of_user(viewer: Viewer, user_id: int) -> Scope:
    """Say which tasks are a user's, for that user and for admins.

    Raises:
        Forbidden: the viewer is neither.
    """
    if user_id != viewer.id:
        require_admin(viewer)
    return Scope(Owner.USER, user_id)


def of_channel(viewer: Viewer, channel_id: int) -> Scope:
    """Say which tasks went through a channel, for admins.

    Raises:
        Forbidden: the viewer is no admin.
    """
    require_admin(viewer)
    return Scope(Owner.CHANNEL, channel_id)


def opened_by_address() -> Scope:
    """Say which tasks' pictures an address of ours may lead to: all, as its signature says which is meant."""
    return Scope()


def require_admin(viewer: Viewer) -> None:
    """Let admins pass.

    Raises:
        Forbidden: the viewer is no admin.
    """
    if not viewer.is_admin:
        raise Forbidden
