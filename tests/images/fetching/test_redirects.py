"""Redirects: few, each judged like the first URL, and never from https to http."""

import asyncio
from pathlib import Path

import pytest

from gql.images.fetching.fetcher import Fetcher
from gql.images.fetching.model import Failure, FetchFailed, Source
from gql.images.guard.guard import Guard
from gql.images.guard.refusal import Reason
from gql.images.guard.rules import Rules
from tests.images.fetching.local import failure, local_fetcher, read_all
from tests.images.guard.wire import Names, Wire, trap
from tests.images.pictures import PNG
from tests.images.sources import Call, Reply, answer, certificate, serving

PUBLIC = "93.184.216.34"


def counting_down(status: int = 302) -> Reply:
    """Redirect `/3` to `/2` and so on; `/0` is a picture."""

    async def reply(call: Call, writer: asyncio.StreamWriter) -> None:
        left = int(call.path[1:])
        next_reply = answer(b"elsewhere", status=status, location=f"/{left - 1}") if left else answer(PNG)
        await next_reply(call, writer)

    return reply


async def refusal(fetcher: Fetcher, source: Source) -> FetchFailed:
    with pytest.raises(FetchFailed) as raised:
        await read_all(fetcher, source)
    return raised.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_three_redirects_are_followed(status: int) -> None:
    async with serving(counting_down(status)) as server:
        source = Source(f"http://127.0.0.1:{server.port}/3")
        async with local_fetcher().open(source, range_header="bytes=0-") as fetched:
            assert b"".join([piece async for piece in fetched.pieces]) == PNG

    assert [call.path for call in server.calls] == ["/3", "/2", "/1", "/0"]
    assert {call.headers["range"] for call in server.calls} == {"bytes=0-"}


async def test_a_fourth_redirect_is_refused() -> None:
    async with serving(counting_down()) as server:
        refused = await refusal(local_fetcher(), Source(f"http://127.0.0.1:{server.port}/4"))

    assert (refused.reason, refused.refusal) == (Failure.REFUSED, Reason.REDIRECTS)
    assert len(server.calls) == 4


async def test_a_redirect_without_a_location_is_away() -> None:
    assert await failure(answer(PNG, status=302)) is Failure.AWAY


async def test_each_redirect_is_judged_by_the_guard() -> None:
    async with (
        trap() as listener,
        serving(answer(status=302, location=f"http://127.0.0.1:{listener.port}/")) as server,
    ):
        wire = Wire({(PUBLIC, 80): server.port})
        guard = Guard(Rules(frozenset({80, listener.port})), resolve=Names.fixed({"a.example": [PUBLIC]}))
        refused = await refusal(Fetcher(guard, network=wire), Source("http://a.example/"))

    assert refused.refusal is Reason.ADDRESS
    assert (len(server.calls), listener.caught, wire.strays) == (1, 0, [])


async def test_a_redirect_from_https_to_http_is_refused(tmp_path: Path) -> None:
    server_tls, tls = certificate(tmp_path, ["a.example"])
    async with serving(answer(status=302, location="http://a.example/"), tls=server_tls) as server:
        wire = Wire({(PUBLIC, 443): server.port})
        guard = Guard(Rules(), resolve=Names.fixed({"a.example": [PUBLIC]}))
        refused = await refusal(Fetcher(guard, network=wire, tls=tls), Source("https://a.example/"))

    assert refused.refusal is Reason.DOWNGRADE


async def test_a_certificate_of_another_name_or_maker_is_not_trusted(tmp_path: Path) -> None:
    server_tls, tls = certificate(tmp_path, ["a.example"])
    names = Names.fixed({"a.example": [PUBLIC], "b.example": [PUBLIC]})
    async with serving(answer(PNG), tls=server_tls) as server:
        wire = Wire({(PUBLIC, 443): server.port})
        other_name = Fetcher(Guard(Rules(), resolve=names), network=wire, tls=tls)
        other_maker = Fetcher(Guard(Rules(), resolve=names), network=wire)

        assert (await refusal(other_name, Source("https://b.example/"))).reason is Failure.AWAY
        assert (await refusal(other_maker, Source("https://a.example/"))).reason is Failure.AWAY

    assert server.calls == []
