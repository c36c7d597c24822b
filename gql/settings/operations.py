"""Settings of GraphQL over HTTP."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from gql.settings.values import by_commas

ORIGIN = re.compile(r"https?://[^/?#\s,]+")


class Operations(BaseModel):
    """How operations arrive."""

    batch_limit: int = Field(10, ge=0, description="operations of one request; 0 takes no batches")
    persisted_queries: int = Field(
        1000, ge=0, description="documents of clients that are kept to be found by their hash; 0 keeps none"
    )
    trusted_documents: Literal["off", "on", "only"] = Field(
        "off", description="whether a manifest's documents are found by id, and whether others run"
    )
    trusted_documents_file: Path | None = Field(None, description="manifest of the trusted documents")
    compile_operations: bool = Field(
        True, description="whether operations are compiled where they can be; off, the executor runs them all"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins whose pages may read answers, by commas; * for all"
    )

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        origins = by_commas(value)
        for origin in origins:
            if origin != "*" and not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} is no origin, such as https://app.example.com, without a path")
        return tuple(origins)

    @model_validator(mode="after")
    def _manifest_with_trust(self) -> Self:
        if self.trusted_documents != "off" and self.trusted_documents_file is None:
            raise ValueError("MJ_TRUSTED_DOCUMENTS needs MJ_TRUSTED_DOCUMENTS_FILE")
        return self
