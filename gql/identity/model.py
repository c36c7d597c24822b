"""Users: the table as new-api has it, and the viewer, the user that a request's credentials belong to."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Self

from sqlalchemy import CHAR, BigInteger
from sqlmodel import Field, SQLModel

ENABLED = 1


class Role(Enum):
    """What a user may do.

    Each has the least of new-api's numbers that stand for it.
    """

    meaning: str
    USER = 1, "Sees their own tasks."
    ADMIN = 10, "Sees all tasks, users and channels."
    ROOT = 100, "The first admin of an installation."

    def __new__(cls, least: int, meaning: str) -> Self:
        """Make a member whose value is new-api's number."""
        member = object.__new__(cls)
        member._value_ = least
        member.meaning = meaning
        return member

    @classmethod
    @lru_cache(maxsize=128)
    def of(cls, number: int) -> "Role | None":
        """Give the highest role that a stored number reaches; None for guests, who may do nothing."""
        return max((role for role in cls if number >= role.value), key=lambda role: role.value, default=None)


class UserTable(SQLModel, table=True):
    """`users`, the columns that the gateway needs."""

    __tablename__ = "users"

    id: int = Field(primary_key=True, sa_type=BigInteger)
    username: str
    role: int = Field(sa_type=BigInteger)
    status: int = Field(sa_type=BigInteger)
    access_token: str | None = Field(sa_type=CHAR(32))
    # Only whether it is NULL counts: Go writes times in forms that SQLAlchemy can't read from SQLite.
    deleted_at: str | None


@dataclass(frozen=True, slots=True)
class User:
    """A user as others see it."""

    id: int
    username: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The user that a request's credentials belong to; enabled, and not deleted."""

    user: User
    role: Role

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def is_admin(self) -> bool:
        """Whether all tasks, users and channels may be seen."""
        return self.role is not Role.USER
