"""What is left to judge where a proxy makes the connection."""

import asyncio

import pytest

from gql.images.guard import guard as guarding
from gql.images.guard.guard import Guard
from gql.images.guard.refusal import Reason, RefusedAddress
from gql.images.guard.rules import Rules, read_allowed
from gql.images.guard.target import read_url
from tests.images.guard.wire import Names

NAMES = {
    "public.example": ["93.184.216.34"],
    "poisoned.example": ["127.0.0.1"],
    "single": ["93.184.216.34"],
    "redis": ["172.18.0.3"],
}


async def verdict(url: str, rules: Rules | None = None) -> Reason | None:
    guard = Guard(rules or Rules(), resolve=Names.fixed(NAMES))
    try:
        await guard.pass_to_proxy(read_url(url))
    except RefusedAddress as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    "url",
    [
        "http://public.example/a.png",
        "https://blocked.example/a.png",
        "https://blocked.example:8443/",
        "http://93.184.216.34/a.png",
    ],
)
async def test_a_name_that_is_blocked_here_goes_to_the_proxy(url: str) -> None:
    assert await verdict(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1/", Reason.ADDRESS),
        ("http://10.0.0.1/", Reason.ADDRESS),
        ("http://169.254.169.254/", Reason.ADDRESS),
        ("http://[2606:4700::1]/", Reason.HOST),
        ("http://[::1]/", Reason.HOST),
        ("http://poisoned.example/", Reason.ADDRESS),
        ("http://localhost/", Reason.ADDRESS),
        ("http://single/", Reason.ADDRESS),
        ("http://unknown/", Reason.ADDRESS),
        ("http://a.localhost/", Reason.ADDRESS),
        ("http://printer.local/", Reason.ADDRESS),
        ("http://printer.local./", Reason.ADDRESS),
        ("http://metadata.google.internal/", Reason.ADDRESS),
        ("http://router.lan/", Reason.ADDRESS),
        ("http://nas.home.arpa/", Reason.ADDRESS),
        ("http://blocked.example:22/", Reason.PORT),
        ("http://public.example:22/", Reason.PORT),
    ],
)
async def test_what_only_an_inner_network_knows_does_not_go_to_the_proxy(url: str, reason: Reason) -> None:
    assert await verdict(url) is reason


@pytest.mark.parametrize("url", ["http://redis:9000/", "http://127.0.0.1:9000/"])
async def test_private_names_may_be_allowed_through_a_proxy(url: str) -> None:
    assert await verdict(url, Rules(allow_private=True)) is None


async def test_a_host_on_the_list_goes_to_the_proxy_at_its_port() -> None:
    places, networks = read_allowed(["printer.local:9000", "blocked.example"])
    rules = Rules(places=places, networks=networks)

    assert await verdict("http://printer.local:9000/", rules) is None
    assert await verdict("http://blocked.example:9000/", rules) is None
    assert await verdict("http://printer.local/", rules) is Reason.ADDRESS


async def test_a_look_up_that_hangs_does_not_keep_the_proxy_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "LOOK_UP_SECONDS", 0.02)

    async def hang(_: str) -> list[str]:
        return await asyncio.Future[list[str]]()

    async with asyncio.timeout(5):
        await Guard(Rules(), resolve=hang).pass_to_proxy(read_url("http://blocked.example/"))
