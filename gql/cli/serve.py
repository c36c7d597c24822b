"""`mj-gateway serve`: the gateway, until a signal ends it."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Annotated

import typer
from structlog import get_logger

from gql.app import create_app
from gql.cli.databases import DatabaseUrl, opened
from gql.errors import ConfigurationError
from gql.operations import logging
from gql.operations.advice import namesake, pictures_for_everybody, shared_allowance, tokens_in_the_clear
from gql.operations.health import Readiness
from gql.operations.metrics import shared_metrics
from gql.operations.server import Listener, in_fast_loop, run, take_address, tls_context, url_of
from gql.operations.workers import Supervisor
from gql.settings import Settings, load
from gql.storage.database import Database
from gql.tasks.links.keys import signing_keys

log = get_logger(__name__)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; goes before MJ_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one; goes before MJ_PORT.")] = None,
    database_url: DatabaseUrl = None,
    workers: Annotated[int | None, typer.Option(help="Processes; goes before MJ_WORKERS.")] = None,
    fd: Annotated[int, typer.Option(hidden=True, help="The socket of a supervisor's worker.")] = -1,
) -> None:
    """Serve GraphQL and REST, until SIGTERM or Ctrl+C.

    The address is printed on stdout once requests are answered. At the end the requests in flight are
    answered, and the exit code is 0; a second signal ends the process at once. A SQLite file that does not
    exist is made. With several workers SIGHUP replaces one after the other, and no request fails.

    For example:

        mj-gateway serve

        mj-gateway serve --port 0 --database-url sqlite+aiosqlite:////var/lib/new-api/one-api.db

        MJ_HOST=0.0.0.0 MJ_TLS_CERT=chain.pem MJ_TLS_KEY=key.pem mj-gateway serve --workers 4
    """
    settings = load(host=host, port=port, database_url=database_url, workers=workers)
    prepare(settings)
    if fd >= 0:
        in_fast_loop(_serve(settings, socket.socket(fileno=fd)))
    elif settings.workers > 1:
        asyncio.run(_supervise(settings, database_url))
    else:
        in_fast_loop(_serve(settings))


def prepare(settings: Settings) -> None:
    """Set the log up, and tell what an operator should know before the start.

    Raises:
        ConfigurationError: the client library `gql` is installed in the same environment.
    """
    logging.configure(settings.log_format, "debug" if settings.debug else settings.log_level)
    if conflict := namesake():
        raise ConfigurationError(conflict)
    for warning in (tokens_in_the_clear(settings), pictures_for_everybody(settings)):
        if warning:
            log.warning(warning)


@asynccontextmanager
async def gateway_on(
    database: Database, settings: Settings, readiness: Readiness, taken: socket.socket | None = None
) -> AsyncIterator[Listener]:
    """Take the address that is set, for the application on a database; close what it opened at the end.

    Args:
        database: open as long as the gateway serves.
        settings: the address among them.
        readiness: withdrawn at the end.
        taken: the address, where a supervisor has taken it already.

    Raises:
        ConfigurationError: the address is taken or not ours, or the certificate can't be used.
    """
    tls = tls_context(settings.tls_cert, settings.tls_key) if settings.tls_cert and settings.tls_key else None
    app = create_app(settings, database, readiness)
    async with app.router.lifespan_context(app):
        yield Listener(
            app,
            taken or take_address(settings.host, settings.port),
            tls=tls,
            trusted_proxies=settings.trusted_proxies,
            shared=taken is not None,
        )


async def _serve(settings: Settings, taken: socket.socket | None = None) -> None:
    readiness = Readiness()
    with _leashed() if taken is not None else nullcontext():
        async with (
            opened(settings, write_attached=settings.poll == "true") as database,
            gateway_on(database, settings, readiness, taken) as gateway,
        ):
            announce = lambda: typer.echo(f"Listening on {gateway.address}")  # noqa: E731
            await run([gateway], readiness, announce, leave_seconds=settings.shutdown_delay)
    log.info("database_closed")


async def _supervise(settings: Settings, database_url: str | None) -> None:
    """Bring the database up to date once, and have workers serve."""
    if advice := shared_allowance(settings):
        raise ConfigurationError(advice)
    async with opened(settings, write_attached=settings.poll == "true") as database:
        keys = () if settings.image_keys else signing_keys(settings, database.engine.file)
    given = ["--database-url", database_url] if database_url else []
    with take_address(settings.host, settings.port) as taken, shared_metrics() as (environment, forget):
        address = url_of(taken, "https" if settings.tls_cert else "http")
        command = ["-m", "gql", "serve", *given]
        # The same for all, also where it can't be kept.
        key = {"MJ_IMAGE_SIGNING_KEY": keys[0]} if keys else {}
        supervisor = Supervisor(command, taken, {**os.environ, **environment, **key}, forget)
        await supervisor.run(settings.workers, lambda: typer.echo(f"Listening on {address}"))


@contextmanager
def _leashed() -> Iterator[None]:
    """End in order when the supervisor lets go of our stdin, as it does where it is killed."""

    def let_go() -> None:
        if not os.read(leash, 1):
            loop.remove_reader(leash)
            os.kill(os.getpid(), signal.SIGTERM)

    loop, leash = asyncio.get_running_loop(), sys.stdin.fileno()
    loop.add_reader(leash, let_go)
    try:
        yield
    finally:
        loop.remove_reader(leash)
