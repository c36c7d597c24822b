"""Settings of the database."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy", "mysql+aiomysql")


class Storage(BaseModel):
    """Where the tasks are."""

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///mj-gateway.db"), description="database, as an SQLAlchemy URL"
    )

    database_url_file: Path | None = Field(
        None, description="file that holds the database's URL, instead of database_url"
    )
    database_read_url: SecretStr = Field(
        SecretStr(""), description="replica of the database, for listings; PostgreSQL alone"
    )
    database_read_url_file: Path | None = Field(
        None, description="file that holds the replica's URL, instead of database_read_url"
    )
    database_read_lag: float = Field(
        5, gt=0, description="seconds that the replica may be behind; one that lags more is left out"
    )
    database_pool: int = Field(
        0, ge=0, le=1000, description="connections that read; 0 is 4 for SQLite, 10 for a server"
    )
    database_timeout: float = Field(
        30, gt=0, description="seconds that a database server lets one statement run"
    )

    @model_validator(mode="before")
    @classmethod
    def _urls_of_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, **_read(values, "database_url"), **_read(values, "database_read_url")}

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


def _read(values: dict[str, Any], name: str) -> dict[str, str]:
    """Read the file that is set in the place of a setting."""
    file, variable = values.get(f"{name}_file"), f"MJ_{name.upper()}"
    if not file:
        return {}
    if name in values:
        raise ValueError(f"{variable} and {variable}_FILE can't both be set")
    try:
        return {name: Path(file).read_text(encoding="utf-8").strip()}
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{variable}_FILE can't be read: {file}") from None
