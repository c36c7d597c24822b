"""Tasks: the table as new-api has it, and a row of it as the gateway reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import BigInteger, String, Text
from sqlmodel import Field, SQLModel

from gql.tasks.times import TimeUnit


class TaskTable(SQLModel, table=True):
    """`midjourneys`. Only the id is sure to be filled, and no id of another table is sure to exist."""

    __tablename__ = "midjourneys"

    id: int = Field(primary_key=True, sa_type=BigInteger)
    code: int = Field(sa_type=BigInteger)
    user_id: int = Field(sa_type=BigInteger)
    action: str = Field(sa_type=String(40))
    mj_id: str
    prompt: str = Field(sa_type=Text)
    prompt_en: str = Field(sa_type=Text)
    description: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    submit_time: int = Field(sa_type=BigInteger)
    start_time: int = Field(sa_type=BigInteger)
    finish_time: int = Field(sa_type=BigInteger)
    image_url: str = Field(sa_type=Text)
    video_url: str = Field(sa_type=Text)
    video_urls: str = Field(sa_type=Text)
    status: str = Field(sa_type=String(20))
    progress: str = Field(sa_type=String(30))
    fail_reason: str = Field(sa_type=Text)
    channel_id: int = Field(sa_type=BigInteger)
    quota: int = Field(sa_type=BigInteger)
    buttons: str = Field(sa_type=Text)
    properties: str = Field(sa_type=Text)


@dataclass(frozen=True, slots=True)
class Task:
    """One row of `midjourneys` in the order of its columns: NULL read as "" or 0, all else as it is stored.

    `submit_time`, `start_time` and `finish_time` are Unix times in `unit`, 0 where unknown.
    """

    id: int
    code: int
    user_id: int
    action: str
    mj_id: str
    prompt: str
    prompt_en: str
    description: str
    state: str
    submit_time: int
    start_time: int
    finish_time: int
    image_url: str
    video_url: str
    video_urls: str
    status: str
    progress: str
    fail_reason: str
    channel_id: int
    quota: int
    buttons: str
    properties: str
    unit: TimeUnit

    @classmethod
    def of(cls, names: tuple[str, ...], row: Sequence[Any], unit: TimeUnit) -> "Task":
        """Read a row of columns with these names; one with nothing unusual in it needs no second look."""
        if tuple(map(type, row)) == TYPES:
            values: Any = (*row, unit)
            return cls(*values)
        return cls.read(dict(zip(names, row, strict=True)), unit)

    @classmethod
    def read(cls, row: Mapping[str, Any], unit: TimeUnit) -> "Task":
        """Read a row; a column that this version of new-api lacks reads like NULL."""
        values: Any = [*(read(row.get(name)) for name, read in READERS), unit]
        return cls(*values)


def read_text(stored: object) -> str:
    """Read a text column: NULL is "", a number that SQLite let in is its digits, and a blob its text."""
    if isinstance(stored, bytes):
        return stored.decode(errors="replace")
    return stored if isinstance(stored, str) else "" if stored is None else str(stored)


def read_number(stored: object) -> int:
    """Read an integer column: NULL is 0, and so is what SQLite let in and is no number of 64 bits."""
    try:
        number = stored if type(stored) is int else int(stored or 0)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if -(2**63) <= number < 2**63 else 0


TYPES = tuple(field.type for field in fields(Task)[:-1])
READERS = tuple((field.name, read_number if field.type is int else read_text) for field in fields(Task)[:-1])
