"""The one place where pictures and videos are asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from ssl import SSLContext
from typing import Final

import httpcore
import httpx

from gql import __version__
from gql.images.fetching.answer import Head, header, read_head
from gql.images.fetching.body import Body
from gql.images.fetching.failures import told
from gql.images.fetching.media_types import declared, sniff
from gql.images.fetching.model import Failure, Fetched, FetchFailed, Limits, Source
from gql.images.fetching.network import Network
from gql.images.fetching.patience import Patience
from gql.images.fetching.proxies import read_proxy
from gql.images.guard.guard import Guard
from gql.images.guard.pinned import Pinned
from gql.images.guard.refusal import Reason, RefusedAddress
from gql.images.guard.target import Target, read_url

REDIRECTS: Final = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
MOST_REDIRECTS: Final = 3


class Fetcher:
    """Fetches, any number at once. It holds nothing open between fetches, so that each is checked anew.

    This is httpcore, httpx's own engine, without what httpx adds: here no cookies, proxies of the
    environment, redirects or unpacking must be, and no second reader of URLs, which may read another host
    than the one that was checked.

    Args:
        guard: what says which addresses may be asked.
        limits: how much is taken, and how long is waited.
        network: what makes connections.
        tls: whose certificates are trusted.
    """

    def __init__(
        self,
        guard: Guard,
        limits: Limits | None = None,
        *,
        network: httpcore.AsyncNetworkBackend | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._limits = limits or Limits()
        self._network = Network(network)
        self._tls = tls or httpx.create_ssl_context()

    @asynccontextmanager
    async def open(self, source: Source, *, range_header: str | None = None) -> AsyncIterator[Fetched]:
        """Ask for a source; the connection is closed with the block, read to the end or not.

        Args:
            source: where it is.
            range_header: which part of it is asked for; the source may give all the same.

        Raises:
            FetchFailed: it is not there, or nothing that is taken.
        """
        patience = Patience(self._limits.most_seconds(source.kind))
        async with AsyncExitStack() as stack:
            with told(Failure.AWAY):
                async with patience.waiting():
                    response = await self._follow(source, range_header, stack)
            head = read_head(response, range_asked=range_header is not None)
            most_bytes = self._limits.most_bytes(source.kind)
            if max(head.size or 0, head.length or 0) > most_bytes:
                raise FetchFailed(Failure.TOO_LARGE)
            yield await _checked(head, Body(aiter(response.aiter_stream()), patience, most_bytes), source)

    async def _follow(
        self, source: Source, range_header: str | None, stack: AsyncExitStack
    ) -> httpcore.Response:
        """Ask, and ask again where the answer says so; each time the guard has its say."""
        target = read_url(source.url)
        for _ in range(1 + MOST_REDIRECTS):
            request = self._request(target, source, range_header)
            way = await stack.enter_async_context(await self._way(target, request.url.origin, source.proxy))
            response = await way.handle_async_request(request)
            stack.push_async_callback(response.aclose)
            location = header(response, b"location")
            if response.status not in REDIRECTS or not location:
                return response
            await stack.aclose()
            target = target.redirected(location.encode("latin-1").decode(errors="replace"))
        raise RefusedAddress(Reason.REDIRECTS)

    async def _way(
        self, target: Target, origin: httpcore.Origin, proxy: str | None
    ) -> httpcore.AsyncHTTPConnection | httpcore.AsyncConnectionPool:
        """Give a way to the target, which leads to no address that was not checked."""
        if proxy is None:
            async with asyncio.timeout(self._limits.connect_seconds):
                addresses = await self._guard.addresses(target)
            pinned = Pinned(self._network, addresses)
            return httpcore.AsyncHTTPConnection(origin, self._tls, network_backend=pinned)
        await self._guard.pass_to_proxy(target)
        return httpcore.AsyncConnectionPool(
            self._tls, read_proxy(proxy, self._tls), network_backend=self._network
        )

    def _request(self, target: Target, source: Source, range_header: str | None) -> httpcore.Request:
        headers = [
            ("host", target.authority),
            ("user-agent", f"mj-gateway/{__version__}"),
            ("accept", f"{source.kind}/*"),
            ("accept-encoding", "identity"),
            ("connection", "close"),
        ]
        if range_header is not None:
            headers.append(("range", range_header))
        connect, idle = self._limits.connect_seconds, self._limits.idle_seconds
        return httpcore.Request(
            "GET",
            httpcore.URL(
                scheme=target.scheme, host=str(target.host), port=target.written_port, target=target.path
            ),
            headers=headers,
            extensions={"timeout": {"connect": connect, "read": idle, "write": idle, "pool": connect}},
        )


async def _checked(head: Head, body: Body, source: Source) -> Fetched:
    """Look at the first bytes; where a range leaves them out, only the server can tell what it is."""
    if head.start == 0:
        media_type = sniff(await body.beginning(), source.kind)
    else:
        media_type = declared(head.content_type, source.kind)
    if media_type is None:
        raise FetchFailed(Failure.NOT_A_PICTURE)
    return Fetched(media_type, head.length, head.status, head.content_range, head.is_delimited, body)
