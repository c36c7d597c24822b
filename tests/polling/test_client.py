"""The client and the simulated upstream on a real socket: what is sent."""

import logging
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from gql.demo.faults import FAULTS
from gql.polling.client import UpstreamClient
from gql.polling.errors import (
    Misconfigured,
    Refused,
    Unreachable,
)
from tests.polling.upstream_server import SECRET, Server, ids, report, upstream_server

KNOWN = ids(8)


async def test_known_tasks_are_reported_and_others_are_missing(
    client: UpstreamClient, server: Server
) -> None:
    answer = await client.reports(server.upstream, [*KNOWN, "unknown", KNOWN[0], ""])

    assert answer.reports == {mj_id: report(mj_id) for mj_id in KNOWN}
    assert answer.missing == frozenset({"unknown", ""})
    assert (answer.unreadable, answer.unasked, len(server.polls)) == (frozenset(), frozenset(), 1)


async def test_nothing_is_sent_for_no_ids(client: UpstreamClient, server: Server) -> None:
    answer = await client.reports(server.upstream, [])

    assert (answer.reports, answer.missing, server.polls) == ({}, frozenset(), [])


async def test_five_hundred_tasks_are_asked_for_at_once(client: UpstreamClient) -> None:
    async with upstream_server(ids(500)) as server:
        answer = await client.reports(server.upstream, ids(500))

    assert (len(answer.reports), len(server.polls)) == (500, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"base_url": ""}, "it has no base URL"),
        ({"base_url": "mj.example.com"}, "its base URL is none"),
        ({"base_url": "ftp://mj.example.com"}, "its base URL is none"),
        ({"base_url": "http://[::1"}, "its base URL is none"),
        ({"base_url": "http://xn--a"}, "its base URL is none"),
        ({"base_url": "http://mj.example.com/?a="}, "its base URL is none"),
        ({"base_url": "http://127.0.0.1:99999"}, "its base URL is none"),
        ({"base_url": "http://127.0.0.1:0"}, "its base URL is none"),
        ({"secret": f"{SECRET}\0"}, "its address, key or proxy can't be used"),
        ({"proxy": "socks4://user:password@proxy"}, "its address, key or proxy can't be used"),
        ({"proxy": "http://proxy:65536"}, "its address, key or proxy can't be used"),
        ({"proxy": "http://[::1"}, "its address, key or proxy can't be used"),
    ],
)
async def test_a_channel_that_can_not_be_used_is_named(
    client: UpstreamClient, server: Server, changes: dict[str, str], reason: str
) -> None:
    with pytest.raises(Misconfigured) as raised:
        await client.reports(replace(server.upstream, **changes), KNOWN)  # type: ignore[arg-type]

    assert str(raised.value) == f"Channel 3 (mj plus): {reason}"
    assert server.polls == []


async def test_a_key_of_any_characters_is_sent_as_it_is(client: UpstreamClient, server: Server) -> None:
    with pytest.raises(Refused):
        await client.reports(replace(server.upstream, secret="钥匙"), KNOWN)

    assert dict(server.polls[0]["headers"])[b"mj-api-secret"] == "钥匙".encode()


async def test_a_password_in_the_address_is_sent_but_nowhere_to_be_read(
    client: UpstreamClient, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = server.upstream.base_url.replace("://", "://me:canary-password@")
    guarded = replace(server.upstream, base_url=address, name="plain")
    with capture_logs() as entries:
        answer = await client.reports(guarded, KNOWN)
        server.faults.current = FAULTS["cut"]
        with pytest.raises(Unreachable) as raised:
            await client.reports(guarded, KNOWN)

    assert len(answer.reports) == 8
    assert dict(server.polls[0]["headers"])[b"authorization"].startswith(b"Basic ")
    assert "HTTP Request" in caplog.text
    assert any(entry["event"] == "stamina.retry_scheduled" for entry in entries)
    assert "canary" not in f"{caplog.text}{entries}{guarded!r}{raised.value}{raised.value.__cause__}"
