"""`mj-gateway poll`: the updater as a process of its own, or one round of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

import typer
from rich.table import Table

from gql.cli.console import AWAY, data, fail, print_json, say
from gql.cli.databases import AsJson, DatabaseUrl, connected
from gql.cli.serve import prepare
from gql.clock import SystemClock
from gql.errors import ConfigurationError
from gql.live.announced import Announced
from gql.live.logs import log_of
from gql.live.repository import LiveTasks
from gql.live.wire.choice import wire_of
from gql.operations.health import Readiness
from gql.operations.server import in_fast_loop, run
from gql.polling.breaker import BreakerState
from gql.polling.errors import UpstreamError
from gql.polling.lease.lease import Lease
from gql.polling.updater import lease_of, updater
from gql.settings import Settings, load
from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.tasks.journal import Journal
from gql.tasks.progress import Change

LOOK_SECONDS = 0.5


class Witness:
    """Remembers what one round did."""

    def __init__(self) -> None:
        self.tasks = 0
        self.changes: list[Change] = []
        self.failures: list[str] = []

    def asked(self, _: int, tasks: int, __: float) -> None:
        """Count the tasks that were asked for."""
        self.tasks += tasks

    def failed(self, _: int, error: UpstreamError) -> None:
        """Remember an upstream that did not answer."""
        self.failures.append(str(error))

    def breaker(self, _: int, __: BreakerState) -> None:
        """Let it be: one round is too short for it to matter."""

    def changed(self, changes: Sequence[Change]) -> None:
        """Remember what is stored."""
        self.changes += changes


def poll(
    *,
    once: Annotated[bool, typer.Option("--once", help="One round, and a table of what changed.")] = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Follow unfinished tasks at their upstreams, until SIGTERM or Ctrl+C; or ask for each of them once.

    `serve` does so too; this is for a process of its own, beside servers with MJ_POLL=false. Whatever runs,
    one process at a time updates a database, and another takes over within 10 seconds when it is gone. With
    `--once` another updater is exit code 1, and an upstream that does not answer exit code 5. The database of
    a new-api is followed too, as this command asks for it; not where MJ_POLL is false.

    For example:

        mj-gateway poll

        mj-gateway poll --once

        mj-gateway poll --once --database-url sqlite+aiosqlite:////var/lib/new-api/one-api.db
    """
    settings = load(database_url=database_url)
    prepare(settings)
    if once:
        asyncio.run(_once(settings, as_json=as_json))
    else:
        in_fast_loop(_until_signal(settings))


async def _until_signal(settings: Settings) -> None:
    async with (
        _writable(settings) as database,
        _journal_of(settings, database) as journal,
        updater(settings, database, journal) as poller,
    ):
        running = asyncio.create_task(poller.run())
        await run([], Readiness(), lambda: typer.echo(f"Following the tasks of {database.place}"))
        poller.stop()
        await running


async def _once(settings: Settings, *, as_json: bool) -> None:
    witness = Witness()
    async with _writable(settings) as database, _journal_of(settings, database) as journal:
        lease = lease_of(database, SystemClock())
        await _take(lease)
        async with updater(settings, database, journal, lease, witness) as poller:
            await poller.round()
    _show(witness, as_json=as_json)
    if witness.failures:
        fail("; ".join(dict.fromkeys(witness.failures)), AWAY)


async def _take(lease: Lease) -> None:
    """Take the lease; one whose holder was killed is free a little later."""
    while not await lease.hold():
        if lease.rival_lives:
            fail(f"Another updater follows the tasks of this database: {lease.rival}")
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def _writable(settings: Settings) -> AsyncIterator[Database]:
    async with connected(settings, create=False, write_attached=True) as database:
        if database.kind is Kind.ATTACHED and settings.poll == "false":
            raise ConfigurationError(
                "The database belongs to new-api, and MJ_POLL=false leaves its tasks to new-api"
            )
        yield database


@asynccontextmanager
async def _journal_of(settings: Settings, database: Database) -> AsyncIterator[Journal]:
    """Give the journal that the servers beside this process read, and that wakes them."""
    wire = wire_of(settings, database)
    telling = asyncio.create_task(wire.run())
    try:
        yield Announced(log_of(database, LiveTasks(database), SystemClock()), wire)
    finally:
        telling.cancel()
        await asyncio.wait({telling})


def _show(witness: Witness, *, as_json: bool) -> None:
    rows = [_row(change) for change in witness.changes]
    if as_json:
        print_json(rows)
    elif rows:
        table = Table(*("Task", "User", "Channel", "Status", "Progress", "Refund"))
        for row in rows:
            status = f"{row['previous_status'] or '-'} → {row['status']}"
            cells = (
                row["id"],
                row["user_id"],
                row["channel_id"],
                status,
                row["progress"],
                row["refund"] or "",
            )
            table.add_row(*map(str, cells))
        data.print(table)
    refunds = sum(bool(change.refund) for change in witness.changes)
    say(f"{witness.tasks:,} tasks were asked for; {len(rows):,} changed, {refunds:,} with a refund.")


def _row(change: Change) -> dict[str, Any]:
    after = change.after
    return {
        "id": after.id,
        "mj_id": after.mj_id,
        "user_id": after.user_id,
        "channel_id": after.channel_id,
        "previous_status": change.task.status,
        "status": after.status,
        "progress": after.progress,
        "refund": change.refund,
    }
