"""The tables as entities of an ORM, with the columns that the schema has."""

from sqlmodel import BigInteger, Field, SQLModel


class Midjourney(SQLModel, table=True):
    """A task."""

    __tablename__ = "midjourneys"
    id: int = Field(primary_key=True)
    user_id: int
    channel_id: int
    mj_id: str
    action: str
    status: str
    progress: str
    prompt: str
    image_url: str
    submit_time: int = Field(sa_type=BigInteger)


class Account(SQLModel, table=True):
    """A user."""

    __tablename__ = "users"
    id: int = Field(primary_key=True)
    username: str
    role: int
    status: int
    access_token: str | None
    deleted_at: str | None


class Upstream(SQLModel, table=True):
    """A channel."""

    __tablename__ = "channels"
    id: int = Field(primary_key=True)
    name: str
