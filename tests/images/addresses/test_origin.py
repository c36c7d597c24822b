"""The origin that a request came to."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from gql.operations.origin import origin_of


def origin(host: bytes | None, **scope: Any) -> str:
    headers = [] if host is None else [(b"host", host)]
    return origin_of(HTTPConnection({"type": "http", "headers": headers, **scope}))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"gw.example", "https://gw.example"),
        (b"gw.example:8443", "https://gw.example:8443"),
        (b"10.0.0.7:8000", "https://10.0.0.7:8000"),
        (b"[2001:db8::7]:8000", "https://[2001:db8::7]:8000"),
        (b"my_host", "https://my_host"),
    ],
)
def test_it_is_the_host_that_the_client_names(host: bytes, expected: str) -> None:
    assert origin(host, scheme="https", server=("127.0.0.1", 8000)) == expected


@pytest.mark.parametrize(
    "host",
    [None, b"", b"gw.example/x", b"a@b", b"a b", b"a:b", b"a:123456", b"::1", b"a\\b", b"a?b", b"a#b",
     b'"><script>', b"a\nb", b"gw.example,evil", "猫.example".encode()],
)  # fmt: skip
def test_a_host_that_is_none_is_not_believed(host: bytes | None) -> None:
    assert origin(host, scheme="http", server=("127.0.0.1", 8000)) == "http://127.0.0.1:8000"
    assert origin(host, scheme="http", server=("::1", 8000)) == "http://[::1]:8000"


@pytest.mark.parametrize("server", [None, ("/run/mj-gateway.sock", None)])
def test_where_nobody_names_a_host_there_is_no_origin(server: Any) -> None:
    assert origin(None, server=server) == ""


@pytest.mark.parametrize(("scheme", "expected"), [("ws", "http"), ("wss", "https")])
def test_a_websocket_begins_as_an_http_request(scheme: str, expected: str) -> None:
    assert origin(b"gw.example", scheme=scheme) == f"{expected}://gw.example"
