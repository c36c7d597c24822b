"""A channel's proxy: it is gone through, and it opens nothing that is closed without it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gql.images.fetching.fetcher import Fetcher
from gql.images.fetching.model import Failure, FetchFailed, Source
from gql.images.guard.guard import Guard
from gql.images.guard.refusal import Reason
from gql.images.guard.rules import Rules
from tests.images.fetching.local import TLS, local_fetcher, read_all
from tests.images.guard.wire import Names, trap
from tests.images.pictures import PNG
from tests.images.sources import answer, certificate, serving
from tests.polling.relays import Relay, both_ways, http_proxy, listening, socks_proxy


@asynccontextmanager
async def tunnel(port: int) -> AsyncIterator[Relay]:
    """Take CONNECT, and lead every name to a port of this machine."""
    relay = Relay("")

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relay.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        onward = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await both_ways((reader, writer), onward)

    async with listening(handle) as address:
        relay.address = address
        yield relay


async def failure(url: str, proxy: str, rules: Rules | None = None) -> FetchFailed:
    fetcher = Fetcher(Guard(rules or Rules(), resolve=Names({})), tls=TLS)
    with pytest.raises(FetchFailed) as raised:
        await read_all(fetcher, Source(url, proxy))
    return raised.value


async def test_a_name_that_has_no_address_here_is_fetched_through_the_proxy() -> None:
    async with serving(answer(PNG)) as server, http_proxy(f"127.0.0.1:{server.port}") as proxy:
        fetcher = Fetcher(Guard(Rules(), resolve=Names({})), tls=TLS)
        assert (
            await read_all(fetcher, Source("http://blocked.example/a.png", f"http://me:pw@{proxy.address}"))
            == PNG
        )

    assert proxy.asked[0].startswith("GET http://blocked.example/a.png HTTP/1.1\r\n")
    assert "proxy-authorization: basic" in proxy.asked[0].lower()
    assert server.calls[0].headers["host"] == "blocked.example"


async def test_tls_goes_through_the_proxy_to_the_name(tmp_path: Path) -> None:
    server_tls, tls = certificate(tmp_path, ["blocked.example"])
    async with serving(answer(PNG), tls=server_tls) as server, tunnel(server.port) as proxy:
        fetcher = Fetcher(Guard(Rules(), resolve=Names({})), tls=tls)
        assert (
            await read_all(fetcher, Source("https://blocked.example/a.png", f"http://{proxy.address}")) == PNG
        )

    assert proxy.asked[0].startswith("CONNECT blocked.example:443 HTTP/1.1\r\n")
    assert server.names == ["blocked.example"]


async def test_a_socks_proxy_resolves_the_name() -> None:
    async with serving(answer(PNG)) as server, socks_proxy() as proxy:
        url = f"http://localhost:{server.port}/a.png"
        assert await read_all(local_fetcher(), Source(url, f"socks5://me:pw@{proxy.address}")) == PNG

    assert proxy.asked == [f"3 me pw {server.port}"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:{port}/", Reason.ADDRESS),
        ("http://127.1:{port}/", Reason.HOST),
        ("http://[::1]:{port}/", Reason.HOST),
        ("http://localhost:{port}/", Reason.ADDRESS),
        ("http://redis:{port}/", Reason.ADDRESS),
        ("http://metadata.google.internal/", Reason.ADDRESS),
        ("ftp://blocked.example/", Reason.SCHEME),
        ("http://blocked.example:22/", Reason.PORT),
    ],
)
async def test_a_proxy_is_told_nothing_that_is_refused(url: str, reason: Reason) -> None:
    async with trap() as listener, http_proxy(f"127.0.0.1:{listener.port}") as proxy:
        rules = Rules(frozenset({80, listener.port}))
        refused = await failure(url.format(port=listener.port), f"http://{proxy.address}", rules)

    assert (refused.reason, refused.refusal) == (Failure.REFUSED, reason)
    assert (proxy.asked, listener.caught) == ([], 0)


async def test_a_redirect_through_a_proxy_is_judged_too() -> None:
    reply = answer(status=302, location="http://127.0.0.1/")
    async with serving(reply) as server, http_proxy(f"127.0.0.1:{server.port}") as proxy:
        refused = await failure("http://blocked.example/", f"http://{proxy.address}")

    assert refused.refusal is Reason.ADDRESS
    assert len(proxy.asked) == 1


@pytest.mark.parametrize(
    "proxy",
    [
        "nonsense",
        "",
        "http://",
        "ftp://127.0.0.1:1",
        "http://[::1",
        "http://me:canary@127.0.0.1:99999",
        "http://me:canary@127.0.0.1:1",
        "https://me:canary@127.0.0.1:1",
        "socks5://me:canary@127.0.0.1:1",
    ],
)
async def test_a_proxy_that_cannot_be_used_is_told_without_its_password(proxy: str) -> None:
    with capture_logs() as entries:
        failed = await failure("http://blocked.example/", proxy)

    assert failed.reason is Failure.AWAY
    assert "canary" not in f"{entries}{failed!r}"


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with serving(answer(PNG)) as server:
        source = Source(f"http://127.0.0.1:{server.port}/")
        async with local_fetcher().open(source) as fetched:
            assert fetched.media_type == "image/png"
