"""Channels: the table as new-api has it, without the secret, which no listing needs."""

from dataclasses import dataclass

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

ENABLED = 1


class ChannelTable(SQLModel, table=True):
    """`channels`, the columns that the gateway's answers need."""

    __tablename__ = "channels"

    id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str
    status: int = Field(sa_type=BigInteger)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as admins see it."""

    id: int
    name: str
    enabled: bool
