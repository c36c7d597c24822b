"""Whose word on a request is taken, by address; `test_server` has it on a socket."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from gql.operations.proxies import TrustedProxies


async def believed(client: str | None, *trusted: str) -> tuple[str, str]:
    """Give the host and the scheme that an application is told of."""
    told: list[Scope] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        told.append(scope)

    async def receive() -> Message:
        raise AssertionError

    async def send(_: Message) -> None:
        raise AssertionError

    forwarded = [(b"x-forwarded-host", b"gw.example"), (b"x-forwarded-proto", b"https")]
    scope = {
        "type": "http",
        "scheme": "http",
        "client": (client, 1) if client else None,
        "headers": [(b"host", b"inner"), *forwarded],
    }
    await TrustedProxies(application, trusted)(scope, receive, send)
    return dict(told[0]["headers"])[b"host"].decode(), told[0]["scheme"]


@pytest.mark.parametrize(
    ("client", "network"),
    [("10.1.1.1", "10.0.0.0/8"), ("::ffff:10.1.1.1", "10.0.0.0/8"), ("fd00::1", "fd00::/8"), ("::1", "::1")],
)
async def test_a_proxy_is_trusted_by_its_address(client: str, network: str) -> None:
    assert await believed(client, network) == ("gw.example", "https")


@pytest.mark.parametrize("client", ["11.1.1.1", "::ffff:11.1.1.1", "::1", "unix", None])
async def test_nobody_else_is(client: str | None) -> None:
    assert await believed(client, "10.0.0.0/8", "fd00::/8") == ("inner", "http")
