"""Settings of the address that is listened on, and of the one that clients see."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from gql.checks import PORT_MAX
from gql.settings.values import by_commas

# What is added to it must stay within its path.
WEB_ADDRESS = re.compile(r"(?i:https?)://[^\s/?#@:\\][^\s/?#@\\]*(?:/[^\s?#\\]*)?")


class Listening(BaseModel):
    """Where the gateway is reached."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=PORT_MAX, description="port to listen on; 0 takes a free one")
    public_url: str = Field(
        "", description="the address that clients see; forwarded image URLs begin with it"
    )
    workers: int = Field(1, gt=0, le=256, description="processes that serve")
    shutdown_delay: float = Field(
        0, ge=0, le=300, description="seconds in which requests are still taken after /readyz says no"
    )
    tls_cert: Path | None = Field(None, description="certificate chain, a PEM file")
    tls_key: Path | None = Field(None, description="private key of the certificate, a PEM file")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses or networks whose X-Forwarded-* headers are believed, by commas"
    )

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not WEB_ADDRESS.fullmatch(value):
            raise ValueError("must begin with http:// or https:// and a host, and end with it or a path")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(address, strict=False)) for address in by_commas(value))

    @model_validator(mode="after")
    def _certificate_with_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("MJ_TLS_CERT and MJ_TLS_KEY must be set together")
        return self
