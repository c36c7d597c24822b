"""The gateway's settings: environment variables with the prefix `MJ_`, or lines of `.env`."""

import os
import re
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import Field, JsonValue, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gql.errors import ConfigurationError

PREFIX = "MJ_"
DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy", "mysql+aiomysql")
ORIGIN = re.compile(r"https?://[^/?#\s,]+")
NO_EFFECT_YET: dict[str, JsonValue] = {"effective": False}


class RestProfile(StrEnum):
    """Whose answers the REST paths give."""

    DOCUMENTED = "documented"
    NEWAPI = "newapi"


class Settings(BaseSettings):
    """What can be set, with its default and its meaning; `docs/settings.md` says more."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///mj-gateway.db"), description="database, as an SQLAlchemy URL"
    )
    database_url_file: Path | None = Field(
        None, description="file that holds the database's URL, instead of database_url"
    )
    database_pool: int = Field(
        0, ge=0, le=1000, description="connections that read; 0 is 4 for SQLite, 10 for a server"
    )
    database_timeout: float = Field(
        30, gt=0, description="seconds that a database server lets one statement run"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    public_url: str = Field(
        "", description="the address that clients see; forwarded image URLs begin with it"
    )
    tls_cert: Path | None = Field(None, description="certificate chain, a PEM file")
    tls_key: Path | None = Field(None, description="private key of the certificate, a PEM file")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses or networks whose X-Forwarded-* headers are believed, by commas"
    )
    rest_profile: RestProfile = Field(RestProfile.DOCUMENTED, description="whose answers /api/mj/* gives")
    forward_images: bool = Field(True, description="image URLs lead to public_url instead of the upstream")
    federation: bool = Field(False, description="the GraphQL schema is a subgraph of a federated graph")
    introspection: bool = Field(True, description="whether clients may ask for the GraphQL schema")
    debug: bool = Field(False, description="suggestions in GraphQL errors, and a log that says more")
    log_format: Literal["auto", "console", "json"] = Field("auto", description="form of the log lines")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least that is logged"
    )

    poll: Literal["auto", "true", "false"] = Field(
        "auto", description="follow unfinished tasks at their upstream"
    )
    poll_interval: float = Field(15, gt=0, description="seconds between polls of a task, at most")
    poll_lost_rounds: int = Field(
        10, gt=0, description="polls in a row that don't name a task, after which it is lost"
    )
    task_timeout: float = Field(3600, gt=0, description="seconds after which a task has failed")
    notify_secret: SecretStr = Field(
        SecretStr(""), description="secret of the webhook /mj/notify, which is closed without one"
    )
    live_connections: int = Field(
        5000, gt=0, description="WebSockets and event streams that one viewer may hold open"
    )
    image_signing_key: SecretStr = Field(
        SecretStr(""), description="key that signs forwarded image URLs", json_schema_extra=NO_EFFECT_YET
    )
    image_public: bool = Field(False, description="images without signature", json_schema_extra=NO_EFFECT_YET)
    image_allow_private: bool = Field(
        False, description="images from private addresses", json_schema_extra=NO_EFFECT_YET
    )

    limits: Literal["enforce", "warn", "off"] = Field(
        "enforce", description="whether operations over a limit are refused, or only logged"
    )
    limit_tokens: int = Field(1000, gt=0, description="tokens of a document")
    limit_characters: int = Field(15_000, gt=0, description="characters of a document")
    limit_depth: int = Field(12, gt=0, description="fields within fields")
    limit_introspection_depth: int = Field(
        16, gt=0, description="fields within fields of __schema and __type"
    )
    limit_fields: int = Field(1000, gt=0, description="fields, with fragments expanded")
    limit_aliases: int = Field(30, gt=0, description="aliases, with fragments expanded")
    limit_directives: int = Field(50, gt=0, description="directives of a document")
    limit_root_fields: int = Field(20, gt=0, description="fields of the operation itself")
    limit_same_names: int = Field(10, gt=0, description="fields of a document that are merged into one")
    limit_list_size: int = Field(100, gt=0, description="items that one list may be asked for")
    limit_nodes: int = Field(100, gt=0, description="ids that nodes may be asked for")
    limit_cost: int = Field(10_000, gt=0, description="points that one operation may cost")
    limit_errors: int = Field(5, gt=0, description="errors of validation that are told")
    limit_seconds: float = Field(15, gt=0, description="seconds that one operation may take")
    cost_in_answers: Literal["auto", "true", "false"] = Field(
        "auto", description="extensions.cost in GraphQL answers; auto is where a rate limit counts"
    )
    rate_limit: str = Field("off", description="points that a viewer may spend in a minute, or off")
    redis_url: SecretStr = Field(SecretStr(""), description="Redis, for state that several processes share")

    batch_limit: int = Field(10, ge=0, description="operations of one request; 0 takes no batches")
    persisted_queries: int = Field(
        1000, ge=0, description="documents of clients that are kept to be found by their hash; 0 keeps none"
    )
    trusted_documents: Literal["off", "on", "only"] = Field(
        "off", description="whether a manifest's documents are found by id, and whether others run"
    )
    trusted_documents_file: Path | None = Field(None, description="manifest of the trusted documents")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins whose pages may read answers, by commas; * for all"
    )

    @model_validator(mode="before")
    @classmethod
    def _url_of_file(cls, values: dict[str, Any]) -> dict[str, Any]:
        file = values.get("database_url_file")
        if not file:
            return values
        if "database_url" in values:
            raise ValueError("MJ_DATABASE_URL and MJ_DATABASE_URL_FILE can't both be set")
        try:
            return {**values, "database_url": Path(file).read_text(encoding="utf-8").strip()}
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"MJ_DATABASE_URL_FILE can't be read: {file}") from None

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

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        addresses = value.split(",") if isinstance(value, str) else value
        return tuple(
            str(ip_network(address.strip(), strict=False)) for address in addresses if address.strip()
        )

    @field_validator("rate_limit")
    @classmethod
    def _points(cls, value: str) -> str:
        if value != "off" and not (value.isascii() and value.isdecimal() and 0 < int(value[:10]) < 10**9):
            raise ValueError("must be off, or a whole number of points from 1 to 999999999")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(
            ("redis://", "rediss://", "unix://")
        ):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        texts = value.split(",") if isinstance(value, str) else value
        origins = tuple(origin.strip() for origin in texts if origin.strip())
        for origin in origins:
            if origin != "*" and not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} is no origin, such as https://app.example.com, without a path")
        return origins

    @property
    def tells_cost(self) -> bool:
        """Whether answers say what an operation costs."""
        counted = self.rate_limit != "off"
        return counted if self.cost_in_answers == "auto" else self.cost_in_answers == "true"

    @model_validator(mode="after")
    def _manifest_with_trust(self) -> "Settings":
        if self.trusted_documents != "off" and self.trusted_documents_file is None:
            raise ValueError("MJ_TRUSTED_DOCUMENTS needs MJ_TRUSTED_DOCUMENTS_FILE")
        return self

    @model_validator(mode="after")
    def _certificate_with_key(self) -> "Settings":
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("MJ_TLS_CERT and MJ_TLS_KEY must be set together")
        return self


def load(**overrides: Any) -> Settings:  # noqa: ANN401 - each is checked as the setting that it names
    """Read the settings; what the command line says goes before the environment, and that before `.env`.

    Raises:
        ConfigurationError: an unknown `MJ_` variable, a bad value or a `.env` that can't be read, in one
            sentence that names it.
    """
    if overrides.get("database_url"):
        overrides["database_url_file"] = ""  # the command line goes before it, too
    unknown = sorted(name for name in sources() if name not in names())
    if unknown:
        raise ConfigurationError(f"{unknown[0]} is no setting of mj-gateway; docs/settings.md lists them")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise ConfigurationError(_sentence(error)) from None


def names() -> dict[str, str]:
    """Map each variable to the field that it sets, such as `MJ_PORT` to `port`."""
    return {f"{PREFIX}{field.upper()}": field for field in Settings.model_fields}


def sources() -> dict[str, str]:
    """Map each `MJ_` variable that is set to where it was set: `environment` or `.env`.

    Raises:
        ConfigurationError: there is a `.env` that can't be read.
    """
    try:
        lines = dotenv_values(".env")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(".env can't be read as UTF-8 text") from None
    file = {name.upper(): ".env" for name in lines if name.upper().startswith(PREFIX)}
    environment = {name.upper(): "environment" for name in os.environ if name.upper().startswith(PREFIX)}
    return file | environment


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    name = f"{PREFIX}{str(first['loc'][0]).upper()}: " if first["loc"] else ""
    return f"{name}{reason[0].lower() if name else reason[0]}{reason[1:]}"
