"""Servers of one process, and the order in which they end.

SIGTERM or SIGINT withdraws readiness, closes the listening sockets, lets the requests in flight end and
cancels those that take too long. Whoever called `run` closes the database after that. A second signal ends
the process at once.
"""

import asyncio
import gc
import signal
import socket
import ssl
import time
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from types import FrameType

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.loops.auto import auto_loop_factory

from gql.errors import ConfigurationError
from gql.operations.bodies import LIMIT_BYTES
from gql.operations.departures import AttentiveHttp
from gql.operations.health import Readiness
from gql.operations.memory import freed_memory_given_back
from gql.operations.proxies import TrustedProxies
from gql.operations.sockets import BoundedWebSocket

# Together with what uvicorn needs to notice the end, less than the ten seconds that supervisors wait.
DRAIN_SECONDS = 7
CANCEL_SECONDS = 1
BACKLOG = 2048
# How long a client may take nothing of what is written to it; a stream's would else stay for ever.
UNREAD_MILLISECONDS = 120_000
# What the system takes of a connection's answers before it has sent them; it would else be up to 4 MB.
UNSENT_BYTES = 16 * 1024
# Idle WebSockets are pinged as often, and dropped where the answer takes as long.
PING_SECONDS = 20
# New objects until the youngest are looked at, and how often that is until the older ones are.
COLLECTED_AFTER = (50_000, 20, 50)
# Of a supervisor whose other workers go on: clients are given the time to turn to these.
LEAVE = signal.SIGUSR1
SIGNALS = (signal.SIGINT, signal.SIGTERM, LEAVE)
# As long as connections stay open that nobody uses.
LEAVE_SECONDS = 5.0
LOOK_SECONDS = 0.05


class Listener(Server):
    """One application on one address; uvicorn's own handling of signals is off."""

    def __init__(
        self,
        app: ASGIApp,
        taken: socket.socket,
        *,
        tls: ssl.SSLContext | None = None,
        trusted_proxies: Sequence[str] = (),
        drain_seconds: int = DRAIN_SECONDS,
        shared: bool = False,
    ) -> None:
        """Make ready to listen.

        Args:
            app: the application; it gets no lifespan events.
            taken: the address, from `take_address`.
            tls: from `tls_context`; None is plain HTTP.
            trusted_proxies: addresses or networks whose `X-Forwarded-*` headers are believed.
            drain_seconds: how long requests may take once the end has begun.
            shared: whether other processes accept connections at this address, too.
        """
        super().__init__(
            Config(
                TrustedProxies(app, trusted_proxies) if trusted_proxies else app,
                interface="asgi3",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=drain_seconds,
                http=AttentiveHttp,
                ws=BoundedWebSocket,
                ws_max_size=LIMIT_BYTES,
                ws_ping_interval=PING_SECONDS,
                ws_ping_timeout=PING_SECONDS,
                ws_per_message_deflate=False,
                ssl_context_factory=(lambda _, __: tls) if tls else None,
            )
        )
        self.config.load()
        self.up = asyncio.Event()
        self.address = url_of(taken, "https" if tls else "http")
        self._taken = taken
        self._shared = shared

    async def listen(self) -> None:
        """Serve until `should_exit`, and let the requests in flight end."""
        await self.serve(sockets=[self._taken])
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=CANCEL_SECONDS)

    def take_leave(self) -> None:
        """Have clients close their connections after the next answer (RFC 9112, section 9.6)."""
        self.server_state.default_headers.append((b"connection", b"close"))
        if self._shared:  # the other processes accept whoever comes
            for server in self.servers:
                server.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell `up` once connections are accepted."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to `run`: uvicorn raises them again at the end, and the exit code would not be 0."""
        yield


def take_address(host: str, port: int) -> socket.socket:
    """Take an address of this machine; port 0 takes a free one.

    Raises:
        ConfigurationError: the address is taken or not ours.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigurationError(f"{host} is no address to listen on: {_reason(error)}") from None
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for option, value in (("TCP_USER_TIMEOUT", UNREAD_MILLISECONDS), ("TCP_NOTSENT_LOWAT", UNSENT_BYTES)):
        if hasattr(socket, option):  # every connection inherits it
            taken.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    try:
        taken.bind(address)
        taken.listen(BACKLOG)  # only this makes the address ours: two sockets may be bound to one port
    except OSError as error:
        taken.close()
        raise ConfigurationError(f"Can't listen on {host}, port {port}: {_reason(error)}") from None
    return taken


def url_of(taken: socket.socket, scheme: str = "http") -> str:
    """Give the address under which clients on this machine reach a socket, such as `http://127.0.0.1:8000`."""
    host, port = taken.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "localhost"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


async def run(
    listeners: Sequence[Listener],
    readiness: Readiness,
    announce: Callable[[], None] = lambda: None,
    *,
    leave_seconds: float = 0,
) -> None:
    """Serve until a signal, and end in order, the first listener first.

    Args:
        listeners: what to serve.
        readiness: withdrawn when the end begins.
        announce: called once all of them accept connections.
        leave_seconds: how long requests are still taken after that, each answer telling its client to
            connect anew: load balancers notice, and no request comes upon a connection that we close.
    """
    stopping = asyncio.Event()
    with _set_by_signals(stopping) as came, _seldom_collected():
        async with freed_memory_given_back(), asyncio.TaskGroup() as group:  # one that fails ends the others
            serving = [group.create_task(listener.listen()) for listener in listeners]
            for listener in listeners:
                await listener.up.wait()
            announce()
            await stopping.wait()
            readiness.withdraw()
            await _taken_leave(listeners, leave_seconds, replaced=LEAVE in came)
            for listener, task in zip(listeners, serving, strict=True):
                listener.should_exit = True
                await task


def in_fast_loop(main: Coroutine[None, None, None]) -> None:
    """Run a coroutine to its end, in uvloop where that is installed."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(main)


async def _taken_leave(listeners: Sequence[Listener], seconds: float, *, replaced: bool) -> None:
    """Go on answering for some seconds; where we are replaced, until all clients turned to the others."""
    if not seconds and not replaced:
        return
    for listener in listeners:
        listener.take_leave()
    await asyncio.sleep(seconds)
    end = time.monotonic() + LEAVE_SECONDS if replaced else 0
    while time.monotonic() < end and any(listener.server_state.connections for listener in listeners):  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(LOOK_SECONDS)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Take what the start made out of garbage collections, and have fewer of the rest.

    Each looks at what thousands of open connections hold, and keeps everybody waiting meanwhile: at 2,000
    WebSockets Python's own thresholds tripled the 99th percentile of delivery.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _set_by_signals(stopping: asyncio.Event) -> Iterator[Sequence[int]]:
    loop = asyncio.get_running_loop()
    came: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        came.append(number)
        for again in SIGNALS:
            signal.signal(again, signal.SIG_DFL)
        loop.call_soon_threadsafe(stopping.set)

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tls_context(chain: Path, key: Path) -> ssl.SSLContext:
    """Make TLS ready with the files of a certificate chain and of its private key.

    Raises:
        ConfigurationError: they can't be read, don't fit each other, or the key has a password.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        # Without this password, which fits no key, OpenSSL would ask at the terminal.
        context.load_cert_chain(chain, key, password=lambda: "")
    except OSError as error:
        raise ConfigurationError(
            f"The certificate {chain} with the key {key} can't be used: {_reason(error)}"
        ) from None
    return context


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
