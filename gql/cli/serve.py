"""`mj-gateway serve`: the gateway, until a signal ends it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from structlog import get_logger

from gql.app import create_app
from gql.cli.databases import DatabaseUrl, opened
from gql.errors import ConfigurationError
from gql.operations import logging
from gql.operations.advice import namesake, pictures_for_everybody, tokens_in_the_clear
from gql.operations.health import Readiness
from gql.operations.server import Listener, in_fast_loop, run, take_address, tls_context
from gql.settings import Settings, load
from gql.storage.database import Database

log = get_logger(__name__)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; goes before MJ_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one; goes before MJ_PORT.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Serve GraphQL and REST, until SIGTERM or Ctrl+C.

    The address is printed on stdout once requests are answered. At the end the requests in flight are
    answered, and the exit code is 0; a second signal ends the process at once. A SQLite file that does not
    exist is made.

    For example:

        mj-gateway serve

        mj-gateway serve --port 0 --database-url sqlite+aiosqlite:////var/lib/new-api/one-api.db

        MJ_HOST=0.0.0.0 MJ_TLS_CERT=chain.pem MJ_TLS_KEY=key.pem mj-gateway serve
    """
    settings = load(host=host, port=port, database_url=database_url)
    prepare(settings)
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
async def gateway_on(database: Database, settings: Settings, readiness: Readiness) -> AsyncIterator[Listener]:
    """Take the address that is set, for the application on a database; close what it opened at the end.

    Raises:
        ConfigurationError: the address is taken or not ours, or the certificate can't be used.
    """
    tls = tls_context(settings.tls_cert, settings.tls_key) if settings.tls_cert and settings.tls_key else None
    app = create_app(settings, database, readiness)
    async with app.router.lifespan_context(app):
        yield Listener(
            app,
            take_address(settings.host, settings.port),
            tls=tls,
            trusted_proxies=settings.trusted_proxies,
        )


async def _serve(settings: Settings) -> None:
    readiness = Readiness()
    async with (
        opened(settings, write_attached=settings.poll == "true") as database,
        gateway_on(database, settings, readiness) as gateway,
    ):
        await run([gateway], readiness, lambda: typer.echo(f"Listening on {gateway.address}"))
    log.info("database_closed")
