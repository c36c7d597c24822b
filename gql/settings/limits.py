"""Settings of what operations and viewers may spend."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from gql.settings.values import Switch


class Limits(BaseModel):
    """How much an operation, and a viewer in a minute, may ask for."""

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
    cost_in_answers: Switch = Field(
        "auto", description="extensions.cost in GraphQL answers; auto is where a rate limit counts"
    )
    rate_limit: str = Field("off", description="points that a viewer may spend in a minute, or off")
    redis_url: SecretStr = Field(SecretStr(""), description="Redis, for state that several processes share")

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
