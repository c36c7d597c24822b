"""The guard on real sockets: what must not be reached is not, what may be is."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest

from gql.images.fetching.fetcher import Fetcher
from gql.images.fetching.model import Failure, FetchFailed, Limits, Source
from gql.images.guard.guard import Guard
from gql.images.guard.refusal import Reason
from gql.images.guard.rules import Rules
from gql.images.guard.target import read_url
from tests.images.guard import hostile, legal
from tests.images.guard.wire import Names, Wire, trap
from tests.images.pictures import PNG
from tests.images.sources import Call, answer, certificate, serving

PUBLIC = "93.184.216.34"


def fetcher(wire: Wire, port: int, *, allow_private: bool = False) -> Fetcher:
    rules = Rules(frozenset({80, 443, port}), allow_private=allow_private, own=read_url(hostile.GATEWAY))
    return Fetcher(Guard(rules, resolve=Names.fixed(hostile.NAMES)), network=wire)


async def never(_: str) -> list[str]:
    return await asyncio.Future[list[str]]()


async def failure(fetcher: Fetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as raised:
        async with fetcher.open(Source(url)):
            raise AssertionError(url)
    return raised.value


async def test_no_hostile_url_opens_a_connection() -> None:
    async with trap() as listener:
        wire, urls = Wire(), hostile.hostile(listener.port)
        guarded = fetcher(wire, listener.port)
        for url, reason in urls:
            refused = await failure(guarded, url)
            assert (refused.reason, refused.refusal) == (Failure.REFUSED, reason), ascii(url)

    assert len({url for url, _ in urls}) >= 290
    assert (listener.caught, wire.strays) == (0, [])


async def test_no_redirect_to_a_hostile_url_opens_a_connection() -> None:
    async with trap() as listener:
        urls = hostile.hostile(listener.port)

        async def redirect(call: Call, writer: asyncio.StreamWriter) -> None:
            url = urls[int(call.path.removeprefix("/redirect/"))][0]
            await answer(status=302, location=url.encode(errors="replace").decode("utf-8"))(call, writer)

        async with serving(redirect) as server:
            wire = Wire({(PUBLIC, 80): server.port})
            guarded = fetcher(wire, listener.port)
            reasons = [
                (await failure(guarded, f"http://public.example/redirect/{number}")).reason
                for number in range(len(urls))
            ]

    assert len(wire.reached) >= len(urls)
    assert reasons.count(Failure.REFUSED) > 250
    assert (listener.caught, wire.strays) == (0, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "localtest.me", "[::ffff:127.0.0.1]"])
async def test_the_trap_would_catch_who_comes(host: str) -> None:
    async with trap() as listener:
        wire = Wire()
        careless = fetcher(wire, listener.port, allow_private=True)
        caught = await failure(careless, f"http://{host}:{listener.port}/")

    assert caught.reason is Failure.NOT_A_PICTURE
    assert (listener.caught, len(wire.strays)) == (1, 1)


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "::1"], ["169.254.169.254"]])
async def test_a_name_that_changes_its_address_is_asked_for_once(answers: Sequence[str]) -> None:
    names = Names({"rebind.example": [[PUBLIC], answers]})
    async with trap(), serving(answer(PNG)) as server:
        wire = Wire({(PUBLIC, 80): server.port})
        guarded = Fetcher(Guard(Rules(), resolve=names), network=wire)
        async with guarded.open(Source("http://rebind.example/a.png")) as fetched:
            assert b"".join([piece async for piece in fetched.pieces]) == PNG
        assert names.asked == ["rebind.example"]

        again = await failure(guarded, "http://rebind.example/a.png")

    assert again.refusal is Reason.ADDRESS
    assert (wire.reached, wire.strays) == ([(PUBLIC, 80)], [])


async def test_a_redirect_to_the_same_name_is_resolved_anew() -> None:
    names = Names({"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
    async with serving(answer(status=302, location="/again")) as server:
        wire = Wire({(PUBLIC, 80): server.port})
        refused = await failure(
            Fetcher(Guard(Rules(), resolve=names), network=wire), "http://rebind.example/a.png"
        )

    assert refused.refusal is Reason.ADDRESS
    assert (len(server.calls), names.asked, wire.strays) == (1, ["rebind.example"] * 2, [])


async def test_legal_urls_load_from_their_hosts(tmp_path: Path) -> None:
    server_tls, tls = certificate(tmp_path, legal.NAMES)
    async with serving(answer(PNG)) as plain, serving(answer(PNG), tls=server_tls) as secure:
        addresses = {address for found in legal.NAMES.values() for address in found}
        ports = {80: plain.port, 8080: plain.port, 443: secure.port, 8443: secure.port}
        roads = {(address, port): ports[port] for address in addresses for port in ports}
        # A server may speak HTTP without TLS at the port of HTTPS.
        names = Names.fixed(legal.NAMES)
        for url, host, path in legal.LEGAL:
            server = secure if url.startswith("https") else plain
            wire = Wire(roads | ({(legal.HERE, 443): plain.port} if server is plain else {}))
            guarded = Fetcher(Guard(Rules(), resolve=names), network=wire, tls=tls)
            async with guarded.open(Source(url)) as fetched:
                assert b"".join([piece async for piece in fetched.pieces]) == PNG, url
            call = server.calls[-1]
            assert (call.headers["host"], call.path) == (host, path)
            assert wire.strays == []
            if server is secure:
                assert secure.names[-1] == host.partition(":")[0]

    assert len(plain.calls) + len(secure.calls) == len(legal.LEGAL) >= 40
    assert len(secure.calls) >= 8


async def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    first, second = "104.18.10.5", PUBLIC
    async with trap() as closed:
        pass
    async with serving(answer(PNG)) as server:
        wire = Wire({(first, 80): closed.port, (second, 80): server.port})
        names = Names.fixed({"two.example": [first, second]})
        guarded = Fetcher(Guard(Rules(), resolve=names), network=wire)
        async with guarded.open(Source("http://two.example/")):
            pass

    assert wire.reached == [(first, 80), (second, 80)]


async def test_the_machine_itself_is_refused_at_its_public_address() -> None:
    wire = Wire()
    guard = Guard(Rules(), resolve=Names.fixed(legal.NAMES), is_own=lambda found: found == ip_address(PUBLIC))

    assert (await failure(Fetcher(guard, network=wire), "http://public.example/")).refusal is Reason.OWN
    assert wire.strays == []


async def test_a_look_up_counts_as_connecting() -> None:
    guard = Guard(Rules(), resolve=never)

    async with asyncio.timeout(5):
        slow = await failure(Fetcher(guard, Limits(connect_seconds=0.05)), "http://public.example/")

    assert slow.reason is Failure.SLOW
