"""The update log of standalone databases: one row for each change of a task, and the log's name."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class UpdateTable(SQLModel, table=True):
    """`mj_gateway_updates`. The id is the update's offset; `state` holds the columns that change, as JSON.

    `id` is `INTEGER PRIMARY KEY AUTOINCREMENT`, and `(task_id, id)` is indexed.
    """

    __tablename__ = "mj_gateway_updates"

    id: int = Field(primary_key=True, sa_type=BigInteger)
    task_id: int = Field(sa_type=BigInteger)
    previous_status: str | None
    kind: str
    state: str = Field(sa_type=Text)
    at_ms: int = Field(sa_type=BigInteger)


class EpochTable(SQLModel, table=True):
    """`mj_gateway_epoch`: one row, a random text by which offsets of this log are told from another's."""

    __tablename__ = "mj_gateway_epoch"

    epoch: str = Field(primary_key=True)
