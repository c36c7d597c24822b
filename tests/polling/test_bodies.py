"""How bodies are read: packed, unpacked, up to the limit."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from starlette.responses import Response

from gql.demo.faults import answering
from gql.polling.client import UpstreamClient
from gql.polling.errors import Unreadable
from tests.polling.upstream_server import Server, upstream_server

LIST = b'[{"id":"1","status":"SUCCESS"}]'
PACKED = gzip.compress(LIST, mtime=0)  # with the time in it, each process would name the test otherwise


@asynccontextmanager
async def packed(body: bytes, encoding: str) -> AsyncIterator[Server]:
    """An upstream that answers with a body that is packed, so it says."""
    async with upstream_server() as server:
        server.faults.current = answering(Response(body, headers={"content-encoding": encoding}))
        yield server


@pytest.mark.parametrize(("body", "encoding"), [(PACKED, "gzip"), (PACKED, "GZIP"), (LIST, "identity")])
async def test_a_packed_list_is_read(client: UpstreamClient, body: bytes, encoding: str) -> None:
    async with packed(body, encoding) as server:
        answer = await client.reports(server.upstream, ["1"])

    assert answer.reports["1"].status == "SUCCESS"
    assert dict(server.polls[0]["headers"])[b"accept-encoding"] == b"gzip"


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(b" " * 50_000_000, mtime=0), "gzip", "the answer is larger than 1000000 bytes"),
        (LIST, "br", "the answer is packed in a way that was not asked for"),
        (PACKED, "gzip, gzip", "the answer is packed in a way that was not asked for"),
        (LIST, "gzip", "the answer can't be unpacked"),
        (PACKED[:-12], "gzip", "the answer is no list of tasks"),
    ],
)
async def test_a_body_that_can_not_be_unpacked_is_unreadable(
    client: UpstreamClient, body: bytes, encoding: str, reason: str
) -> None:
    async with packed(body, encoding) as server:
        with pytest.raises(Unreadable) as raised:
            await client.reports(server.upstream, ["1"])

    assert raised.value.reason == reason


async def test_no_cookie_of_one_channel_is_sent_for_another(client: UpstreamClient) -> None:
    async with upstream_server() as server:
        cookie = {"set-cookie": "session=canary; Path=/"}
        server.faults.current = answering(Response(b"[]", headers=cookie))
        for channel_id in (1, 2):
            await client.reports(replace(server.upstream, channel_id=channel_id), ["1"])

    assert [b"cookie" in dict(scope["headers"]) for scope in server.polls] == [False, False]
