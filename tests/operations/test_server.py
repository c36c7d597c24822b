import asyncio
import gc
import os
import signal
import socket
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from gql.errors import ConfigurationError
from gql.operations import server
from gql.operations.health import Readiness
from gql.operations.origin import origin_of
from gql.operations.server import Listener, in_fast_loop, run, take_address, tls_context, url_of

DEADLINE_SECONDS = 20


class Endless:
    """An application whose requests end by cancellation only."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False

    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled = True


async def tell(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the origin and the client that the server believes."""
    start: Message = {"type": "http.response.start", "status": 200, "headers": []}
    await send(start)
    text = f"{origin_of(HTTPConnection(scope))} {scope['client'][0]}"
    await send({"type": "http.response.body", "body": text.encode()})


async def asked(
    listener: Listener, verify: ssl.SSLContext | bool = True, host: str = "gw.example:8443"
) -> httpx.Response:
    """Serve one request, with forwarded headers, and end by a signal."""
    serving = asyncio.create_task(run([listener], Readiness()))
    await listener.up.wait()
    forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": host}
    async with asyncio.timeout(DEADLINE_SECONDS), httpx.AsyncClient(trust_env=False, verify=verify) as client:
        response = await client.get(listener.address, headers=forwarded)
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(DEADLINE_SECONDS):
        await serving
    return response


async def pour(_scope: Scope, receive: Receive, send: Send) -> None:
    """Answer without an end, until the client has gone; then end the server."""
    await send({"type": "http.response.start", "status": 200, "headers": []})

    async def more() -> None:
        while True:
            await send({"type": "http.response.body", "body": bytes(65_536), "more_body": True})

    pouring = asyncio.create_task(more())
    while (await receive())["type"] != "http.disconnect":
        pass
    pouring.cancel()
    os.kill(os.getpid(), signal.SIGTERM)


async def test_a_client_that_takes_nothing_for_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "UNREAD_MILLISECONDS", 500)
    listener = Listener(pour, take_address("127.0.0.1", 0))
    serving = asyncio.create_task(run([listener], Readiness()))
    await listener.up.wait()
    port = int(listener.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        async with asyncio.timeout(DEADLINE_SECONDS):
            await serving


async def test_a_request_that_does_not_end_is_cancelled_before_run_returns() -> None:
    app, readiness = Endless(), Readiness()
    listener = Listener(app, take_address("127.0.0.1", 0), drain_seconds=1)
    announced = asyncio.Event()
    serving = asyncio.create_task(run([listener], readiness, announced.set))
    async with asyncio.timeout(DEADLINE_SECONDS):
        await announced.wait()
        _, writer = await asyncio.open_connection(*listener.address.removeprefix("http://").split(":"))
        writer.write(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        await app.begun.wait()
        os.kill(os.getpid(), signal.SIGINT)
        await serving
        writer.close()
    assert (app.cancelled, readiness.ready) == (True, False)


async def test_the_signal_handlers_of_before_are_back_at_the_end() -> None:
    before = signal.getsignal(signal.SIGTERM)
    response = await asked(Listener(tell, take_address("127.0.0.1", 0)))
    assert "server" not in response.headers
    assert signal.getsignal(signal.SIGTERM) == before


async def test_forwarded_headers_are_believed_from_trusted_proxies_only() -> None:
    for proxies in ((), ("10.0.0.0/8",)):
        strange = Listener(tell, take_address("127.0.0.1", 0), trusted_proxies=proxies)
        assert (await asked(strange)).text == f"{strange.address} 127.0.0.1"
    trusted = Listener(tell, take_address("127.0.0.1", 0), trusted_proxies=["127.0.0.0/8"])
    assert (await asked(trusted)).text == "https://gw.example:8443 203.0.113.9"


@pytest.mark.parametrize(
    ("host", "believed"),
    [("made.up, gw.example", "gw.example"), ("", "127.0.0.1"), ("gw.example/x", "127.0.0.1")],
)
async def test_of_several_hosts_that_are_forwarded_the_last_is_believed_if_it_is_one(
    host: str, believed: str
) -> None:
    trusted = Listener(tell, take_address("127.0.0.1", 0), trusted_proxies=["127.0.0.1/32"])
    port = "" if believed == "gw.example" else f":{trusted.address.rpartition(':')[2]}"
    assert (await asked(trusted, host=host)).text == f"https://{believed}{port} 203.0.113.9"


async def test_a_certificate_makes_it_https(tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    listener = Listener(tell, take_address("127.0.0.1", 0), tls=tls_context(chain, key))
    assert listener.address.startswith("https://")
    response = await asked(listener, verify=ssl.create_default_context(cafile=chain))
    assert response.text == f"{listener.address} 127.0.0.1"


async def test_what_the_start_made_is_never_collected_while_requests_are_answered() -> None:
    counts: list[int] = []

    async def count(scope: Scope, receive: Receive, send: Send) -> None:
        counts.append(gc.get_freeze_count())
        await tell(scope, receive, send)

    await asked(Listener(count, take_address("127.0.0.1", 0)))
    assert counts[0] > gc.get_freeze_count()


def certificate(folder: Path, *options: str) -> tuple[Path, Path]:
    """Make a self-signed certificate of 127.0.0.1."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=test"
    files = ["-keyout", str(key), "-out", str(chain), "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command.split(), *files, *(options or ["-nodes"])], check=True, capture_output=True)  # noqa: S603
    return chain, key


def test_a_key_with_a_password_is_refused_and_nobody_is_asked_for_it(tmp_path: Path) -> None:
    files = certificate(tmp_path, "-passout", "pass:secret")
    with pytest.raises(ConfigurationError, match="can't be used"):
        tls_context(*files)


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://localhost:"), ("::1", "http://[::1]:")],  # noqa: S104
)
def test_the_address_is_one_that_clients_can_use(host: str, url: str) -> None:
    with take_address(host, 0) as taken:
        assert url_of(taken).startswith(url)


def test_the_fast_loop_runs_to_the_end() -> None:
    loops = []

    async def note() -> None:
        loops.append(type(asyncio.get_running_loop()).__module__)

    in_fast_loop(note())
    assert loops == ["uvloop"]
