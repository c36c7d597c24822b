"""What the tests of fetching share: a fetcher that may ask this machine, and short limits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from gql.images.fetching.fetcher import Fetcher
from gql.images.fetching.model import Failure, Fetched, FetchFailed, Kind, Limits, Source
from gql.images.guard.guard import Guard
from gql.images.guard.rules import Rules
from tests.images.sources import Reply, Server, serving

# Reading the certificates that are trusted takes longer than a fetch.
TLS = httpx.create_ssl_context()
SHORT = Limits(
    image_bytes=4096,
    video_bytes=65_536,
    image_seconds=0.4,
    video_seconds=2,
    connect_seconds=1,
    idle_seconds=0.2,
)


def local_fetcher(limits: Limits | None = None) -> Fetcher:
    """Give a fetcher that may ask servers of this machine."""
    return Fetcher(Guard(Rules(allow_private=True)), limits, tls=TLS)


@asynccontextmanager
async def opened(
    reply: Reply, *, kind: Kind = Kind.IMAGE, limits: Limits = SHORT, range_header: str | None = None
) -> AsyncIterator[tuple[Fetched, Server]]:
    """Serve one reply, and fetch it."""
    async with serving(reply) as server:
        source = Source(f"http://127.0.0.1:{server.port}/a.png?hm=canary", kind=kind)
        async with local_fetcher(limits).open(source, range_header=range_header) as fetched:
            yield fetched, server


async def read_all(fetcher: Fetcher, source: Source) -> bytes:
    """Fetch a source to its end."""
    async with fetcher.open(source) as fetched:
        return b"".join([piece async for piece in fetched.pieces])


async def whole(reply: Reply, *, kind: Kind = Kind.IMAGE, range_header: str | None = None) -> bytes:
    """Fetch it all."""
    async with opened(reply, kind=kind, range_header=range_header) as (fetched, _):
        return b"".join([piece async for piece in fetched.pieces])


async def failure(reply: Reply, *, kind: Kind = Kind.IMAGE, range_header: str | None = None) -> Failure:
    """Fetch, and give what went wrong; it says nothing of the URL."""
    with pytest.raises(FetchFailed) as raised:
        await whole(reply, kind=kind, range_header=range_header)
    assert "canary" not in f"{raised.value!r}{raised.value}"
    return raised.value.reason
