"""Settings of forwarding: images and videos from the gateway's own address."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from gql.checks import PORT_MAX
from gql.settings.values import by_commas

MEBIBYTE = 1024 * 1024
KEY_CHARACTERS_MIN = 16
PORT = re.compile("[1-9][0-9]{0,4}")
HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class Images(BaseModel):
    """What is forwarded, for whom, from where, and within which limits."""

    forward_images: bool = Field(True, description="image URLs lead to the gateway instead of the upstream")
    forward_videos: bool = Field(True, description="video URLs lead to the gateway instead of the upstream")
    image_signing_key: SecretStr = Field(
        SecretStr(""), description="keys that sign forwarded URLs, by commas: the first signs, all verify"
    )
    image_public: bool = Field(False, description="forwarded URLs without signature, open to everybody")
    image_link_days: int = Field(7, ge=1, le=3650, description="days for which a signed URL opens")
    image_allow_private: bool = Field(False, description="images from private addresses, on any port")
    image_allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts, addresses or networks that images may come from in any case, by commas"
    )
    image_ports: Annotated[tuple[int, ...], NoDecode] = Field(
        (80, 443, 8080, 8443), description="ports that images may come from, by commas"
    )
    image_max_bytes: int = Field(32 * MEBIBYTE, gt=0, description="bytes of an image, at most")
    video_max_bytes: int = Field(512 * MEBIBYTE, gt=0, description="bytes of a video, at most")
    image_seconds: float = Field(30, gt=0, description="seconds that fetching an image may take")
    video_seconds: float = Field(600, gt=0, description="seconds that fetching a video may take")
    image_cache: Path | None = Field(None, description="folder that keeps forwarded images")
    image_cache_bytes: int = Field(1024 * MEBIBYTE, ge=0, description="bytes that the folder may hold")
    image_workers: int = Field(1, gt=0, description="thumbnails that are made at a time")

    @property
    def image_keys(self) -> tuple[str, ...]:
        """The keys that are set; the first one signs."""
        return tuple(by_commas(self.image_signing_key.get_secret_value()))

    @field_validator("image_signing_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if any(len(key) < KEY_CHARACTERS_MIN for key in by_commas(value.get_secret_value())):
            raise ValueError(f"each key must have at least {KEY_CHARACTERS_MIN} characters")
        return value

    @field_validator("image_allowed_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        hosts = by_commas(value)
        for host in hosts:
            if not HOST.fullmatch(host) and not _is_network(host):
                raise ValueError(f"{host} is no host, host:port, address or network")
        return tuple(hosts)

    @field_validator("image_ports", mode="before")
    @classmethod
    def _ports(cls, value: str | tuple[int, ...]) -> tuple[int, ...]:
        ports = by_commas(value) if isinstance(value, str) else [*map(str, value)]
        for port in ports:
            if not (PORT.fullmatch(port) and int(port) <= PORT_MAX):
                raise ValueError(f"{port} is no port from 1 to {PORT_MAX}")
        return tuple(map(int, ports))


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
