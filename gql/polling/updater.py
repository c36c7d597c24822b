"""The updater put together: from settings, an open database and a journal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from gql.channels.upstreams.repository import Upstreams
from gql.clock import Clock, SystemClock
from gql.errors import ConfigurationError
from gql.polling.client import UpstreamClient
from gql.polling.judgement import Rules
from gql.polling.lease.file import LeaseFile
from gql.polling.lease.lease import Lease
from gql.polling.lease.lock import LeaseLock
from gql.polling.lease.record import LeaseStore
from gql.polling.lease.repository import LeaseRow
from gql.polling.observer import Observer
from gql.polling.poller import Poller
from gql.settings import Settings
from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.tasks.changes.repository import Changes
from gql.tasks.journal import Journal


def polls(settings: Settings, kind: Kind) -> bool:
    """Tell whether tasks are followed: of itself only in our own database, as new-api follows its."""
    return kind is Kind.STANDALONE if settings.poll == "auto" else settings.poll == "true"


def lease_of(database: Database, clock: Clock) -> Lease:
    """Make this process's part in the lease of a database."""
    return Lease(_store_of(database), clock)


def _store_of(database: Database) -> LeaseStore:
    """Choose where the record is: in a table of ours, with the server's session, or beside the file.

    Raises:
        ConfigurationError: there is no such place.
    """
    if database.kind is Kind.STANDALONE:
        return LeaseRow(database)
    if database.lock:
        return LeaseLock(database, database.lock)
    if database.engine.file is None:
        raise ConfigurationError(
            "MJ_POLL needs a session with new-api's database, which PgBouncer in transaction mode has none of"
        )
    return LeaseFile(database)


@asynccontextmanager
async def updater(
    settings: Settings,
    database: Database,
    journal: Journal,
    lease: Lease | None = None,
    observer: Observer | None = None,
    *,
    clock: Clock | None = None,
) -> AsyncIterator[Poller]:
    """Make the updater of a database that can be written; its connections are closed at the end."""
    clock = clock or SystemClock()
    client = UpstreamClient()
    rules = Rules(settings.poll_interval, settings.task_timeout, settings.poll_lost_rounds)
    try:
        yield Poller(
            Changes(database, journal),
            Upstreams(database),
            client,
            lease or lease_of(database, clock),
            clock=clock,
            rules=rules,
            rng=Random(),  # noqa: S311 - jitter, no secret
            observer=observer,
        )
    finally:
        await client.close()
