"""The one place where upstreams are asked."""

import asyncio
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext
from typing import Final

import httpcore  # noqa: F401 - httpx does it at its first request, which then keeps everybody waiting
import httpx
import msgspec
import stamina

from gql import __version__
from gql.channels.upstreams.model import Upstream
from gql.checks import PORT_MAX
from gql.polling.answer import Answer
from gql.polling.body import ACCEPTED_ENCODINGS, read_body
from gql.polling.errors import (
    Misconfigured,
    Refused,
    TimedOut,
    Unexpected,
    Unreachable,
    Unreadable,
    UpstreamError,
)
from gql.polling.halving import Search
from gql.polling.messages import read_reports
from gql.tasks.progress import Report

CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 15.0
# Room for 8 KB a task; a batch whose answer is larger is asked for in halves.
BODY_LIMIT: Final = 4 * 1024 * 1024
# Decoding a longer one beside the event loop costs less than keeping everybody waiting.
DECODED_AT_ONCE: Final = 128 * 1024
PATH: Final = "/mj/task/list-by-condition"
REFUSALS: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
KEEPALIVE_SECONDS: Final = 30


class UpstreamClient:
    """Asks upstreams, any number of them at once. `close` it at the end.

    Args:
        connect_seconds: how long a connection may take.
        total_seconds: how long a call of `reports` may take, with all that it asks for again.
        body_limit: bytes of an answer, unpacked.
    """

    def __init__(
        self,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        self._timeout = httpx.Timeout(total_seconds, connect=connect_seconds)
        self._total_seconds = total_seconds
        self._body_limit = body_limit
        self._clients: dict[str | None, httpx.AsyncClient] = {}
        # A connection may be closed just when it is used again; a question asked twice does no harm.
        retry = stamina.AsyncRetryingCaller(attempts=2, timeout=None, wait_initial=0.1, wait_jitter=0.3)
        self._retry = retry.on(Unreachable)

    async def reports(self, upstream: Upstream, mj_ids: Sequence[str]) -> Answer:
        """Ask for tasks: at most 500 at a time; nothing is sent for none.

        An upstream that fails on one of its records fails on the whole batch, so a batch that it fails on is
        asked for again in halves, until the bad record is alone.

        Raises:
            UpstreamError: nothing could be learned of any of the ids; which of its kinds says why.
        """
        search = Search(lambda ids: self._retry(self._ask, upstream, ids), list(dict.fromkeys(mj_ids)))
        try:
            async with asyncio.timeout(self._total_seconds):
                await search.run()
        except UpstreamError:
            if not search.has_learned:
                raise
        except TimeoutError:
            if not search.has_learned:
                raise TimedOut(upstream, f"no answer within {self._total_seconds:g} seconds") from None
        return search.answer

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _ask(self, upstream: Upstream, ids: Sequence[str]) -> dict[str, Report]:
        """Send one request. The texts of httpx's errors may quote addresses and headers: none goes on."""
        url, auth = _address(upstream)
        headers = {b"mj-api-secret": upstream.secret.encode(), b"content-type": b"application/json"}
        body = msgspec.json.encode({"ids": ids})
        try:
            client = self._client(upstream.proxy)
            async with client.stream("POST", url, content=body, headers=headers, auth=auth) as response:
                return await self._read(upstream, response)
        except httpx.TimeoutException:
            raise TimedOut(upstream, "no connection, or no answer, in time") from None
        except (httpx.LocalProtocolError, httpx.InvalidURL, ValueError):
            raise Misconfigured(upstream, "its address, key or proxy can't be used") from None
        except httpx.TransportError as error:
            raise Unreachable(upstream, f"no connection, or it broke ({type(error).__name__})") from None

    async def _read(self, upstream: Upstream, response: httpx.Response) -> dict[str, Report]:
        status = response.status_code
        if status in REFUSALS:
            raise Refused(upstream, f"the upstream refuses the channel's key (status {status})")
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unreadable(upstream, "the upstream fails (status 500)")
        if status != HTTPStatus.OK:
            raise Unexpected(upstream, f"the upstream answers with status {status}")
        try:
            body = await read_body(response, self._body_limit)
            if len(body) <= DECODED_AT_ONCE:
                return read_reports(body)
            return await asyncio.to_thread(read_reports, body)
        except ValueError as error:
            raise Unreadable(upstream, str(error)) from None

    def _client(self, proxy: str | None) -> httpx.AsyncClient:
        """Give the connections that go through this proxy, or through none."""
        if proxy not in self._clients:
            if proxy and (httpx.URL(proxy).port or 0) > PORT_MAX:
                raise ValueError("the proxy has no port that there is")
            self._clients[proxy] = httpx.AsyncClient(
                proxy=proxy,
                verify=_tls(),
                timeout=self._timeout,
                trust_env=False,
                limits=httpx.Limits(max_connections=None, keepalive_expiry=KEEPALIVE_SECONDS),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                headers={"user-agent": f"mj-gateway/{__version__}", "accept-encoding": ACCEPTED_ENCODINGS},
            )
        return self._clients[proxy]


@cache
def _tls() -> SSLContext:
    """Read the certificates that are trusted, once: it takes as long as many requests."""
    return httpx.create_ssl_context()


def _address(upstream: Upstream) -> tuple[httpx.URL, tuple[str, str] | None]:
    """Give where to ask, and who asks there where the address says so: a password must not stay in it."""
    url = _whole_url(upstream.base_url + PATH)
    if url is None:
        raise Misconfigured(upstream, "its base URL is none" if upstream.base_url else "it has no base URL")
    return url.copy_with(userinfo=b""), (url.username, url.password) if url.userinfo else None


def _whole_url(text: str) -> httpx.URL | None:
    try:
        url = httpx.URL(text)
        is_whole = url.scheme in {"http", "https"} and url.host and url.path.endswith(PATH)
        is_whole = is_whole and (url.port is None or 0 < url.port <= PORT_MAX)
    except (httpx.InvalidURL, ValueError):
        return None
    return url if is_whole else None
