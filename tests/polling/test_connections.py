"""The ways to an upstream: proxies, connections that break, and none at all."""

import asyncio
import socket
import struct
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from gql.polling.client import UpstreamClient
from gql.polling.errors import TimedOut, Unreachable
from tests.polling.relays import http_proxy, listening, socks_proxy
from tests.polling.upstream_server import Server, ids

KNOWN = ids(8)
RESET = struct.pack("ii", 1, 0)
EMPTY_LIST = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]"


async def test_a_channel_is_asked_through_its_proxy_only(client: UpstreamClient, server: Server) -> None:
    host = server.upstream.base_url.removeprefix("http://")
    async with http_proxy(host) as proxy:
        guarded = replace(
            server.upstream, base_url="http://mj.invalid", proxy=f"http://me:pw@{proxy.address}"
        )
        behind = await client.reports(guarded, KNOWN)
        direct = await client.reports(server.upstream, KNOWN)
        await client.close()

    assert behind == direct
    assert len(behind.reports) == 8
    assert len(proxy.asked) == 1
    assert proxy.asked[0].startswith("POST http://mj.invalid/mj/task/list-by-condition HTTP/1.1")
    assert "proxy-authorization: basic" in proxy.asked[0].lower()


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_is_gone_through(client: UpstreamClient, server: Server, scheme: str) -> None:
    port = server.upstream.base_url.rpartition(":")[2]
    async with socks_proxy() as proxy:
        guarded = replace(
            server.upstream,
            base_url=f"http://localhost:{port}",
            proxy=f"{scheme}://me:pw@{proxy.address}",
        )
        answer = await client.reports(guarded, KNOWN)
        await client.close()

    assert len(answer.reports) == 8
    # 3: the proxy resolves the name, as Go's does for either scheme.
    assert proxy.asked == [f"3 me pw {port}"]


async def test_no_proxy_of_the_environment_is_used(
    client: UpstreamClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert len((await client.reports(server.upstream, KNOWN)).reports) == 8


async def test_a_proxy_that_is_away_is_told_without_its_password(
    client: UpstreamClient, server: Server
) -> None:
    guarded = replace(server.upstream, proxy="socks5://me:canary@127.0.0.1:1")
    with capture_logs() as entries, pytest.raises(Unreachable) as raised:
        await client.reports(guarded, KNOWN)

    assert entries
    assert "canary" not in f"{entries}{raised.value!r}"
    assert server.polls == []


async def test_a_reset_connection_is_tried_once_more(client: UpstreamClient, server: Server) -> None:
    connections = 0

    async def reset_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        if connections == 1:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        else:
            writer.write(EMPTY_LIST)
        writer.close()

    async with listening(reset_first) as address:
        answer = await client.reports(replace(server.upstream, base_url=f"http://{address}"), KNOWN)

    assert (connections, answer.missing) == (2, frozenset(KNOWN))


async def test_a_connection_that_always_breaks_is_tried_twice(client: UpstreamClient, server: Server) -> None:
    connections = 0

    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.transport.abort()

    async with listening(reset) as address:
        with pytest.raises(Unreachable):
            await client.reports(replace(server.upstream, base_url=f"http://{address}"), KNOWN)

    assert connections == 2


async def test_a_connection_that_is_not_taken_is_given_up_in_time(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        # A queue of one: those that come after it are left to wait.
        with socket.create_connection(address):
            upstream = replace(server.upstream, base_url=f"http://127.0.0.1:{address[1]}")
            client = UpstreamClient(connect_seconds=0.3, total_seconds=10)
            async with asyncio.timeout(5):
                with pytest.raises(TimedOut, match="no connection, or no answer, in time"):
                    await client.reports(upstream, KNOWN)
            await client.close()
