"""Settings of the database."""

from pydantic import BaseModel, Field, SecretStr, field_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy", "mysql+aiomysql")


class Storage(BaseModel):
    """Where the tasks are."""

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///mj-gateway.db"), description="database, as an SQLAlchemy URL"
    )

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, value: SecretStr) -> SecretStr:
        try:
            driver = make_url(value.get_secret_value()).drivername
        except (ArgumentError, ValueError) as error:
            raise ValueError("is no database URL; an example is sqlite+aiosqlite:///mj-gateway.db") from error
        if driver not in DRIVERS:
            raise ValueError(f"must begin with one of {', '.join(DRIVERS)}")
        return value
