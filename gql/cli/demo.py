"""`mj-gateway demo`: everything at once, with made-up data and a simulated upstream."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from gql.cli.databases import standalone
from gql.cli.serve import gateway_on, prepare
from gql.cli.token import fresh_token
from gql.demo.bridge import upstream_tasks
from gql.demo.people import CHANNEL_KEY, tell_users
from gql.demo.seeding import address, point_at, seed, unfinished_tasks
from gql.demo.store import TaskStore
from gql.demo.upstream import create_upstream, wall_clock_ms
from gql.demo.visitors import Visitors
from gql.errors import ConfigurationError
from gql.identity.repository import UserRepository
from gql.operations.health import Readiness
from gql.operations.server import Listener, in_fast_loop, run, take_address, url_of
from gql.settings import Settings, load, sources
from gql.storage.database import Database
from gql.storage.facts import about

FILE = Path(".data/demo.db")
TASKS = 600
UNFINISHED = 0.02
USERS = 12
RNG_SEED = 1
# Nobody depends on the simulated upstream once the gateway has ended.
UPSTREAM_DRAIN_SECONDS = 1

WELCOME = """
  Playground  {address}/graphql
  Dashboard   {address}/

  User        {user.name}, id {user.id}, token {user.token}
  Admin       {admin.name}, id {admin.id}, token {admin.token}

GraphQL, the user's newest tasks:

  curl -s {address}/graphql -H 'Authorization: Bearer {user.token}' -H 'Content-Type: application/json' \
-d '{{"query": "{{ myTasks(pageSize: 3) {{ total items {{ mjId status progress prompt }} }} }}"}}'

REST, the same:

  curl -s '{address}/api/mj/self?page_size=3' -H 'Authorization: Bearer {user.token}' \
-H 'New-Api-User: {user.id}'

Ctrl+C ends it.
"""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to try the gateway as."""

    id: int
    name: str
    token: str


def demo(
    port: Annotated[int | None, typer.Option(help="Port of the gateway; 0 takes a free one.")] = None,
    upstream_port: Annotated[int, typer.Option(help="Port of the simulated upstream; 0: a free one.")] = 0,
) -> None:
    """Start everything with made-up data, and print addresses, tokens and curl lines that work.

    The data is in .data/demo.db, or in the standalone database of MJ_DATABASE_URL; it is made at the first
    start and kept, tokens too. A database with data of its own is refused.

    For example:

        mj-gateway demo

        mj-gateway demo --port 9000
    """
    chosen = sources()
    if "MJ_DATABASE_URL" not in chosen:
        FILE.parent.mkdir(exist_ok=True)
    settings = load(
        port=port,
        database_url=None if "MJ_DATABASE_URL" in chosen else f"sqlite+aiosqlite:///{FILE}",
    )
    prepare(settings)
    in_fast_loop(_demo(settings, upstream_port))


async def _demo(settings: Settings, upstream_port: int) -> None:
    readiness = Readiness()
    async with standalone(settings) as database:
        with take_address("127.0.0.1", upstream_port) as taken:
            await _furnish(database, url_of(taken))
            tasks = TaskStore(upstream_tasks(await unfinished_tasks(database)))
            # The simulated upstream has the pictures, on an address that nobody else may fetch from.
            pictures = (*settings.image_allowed_hosts, url_of(taken).removeprefix("http://"))
            settings = settings.model_copy(update={"image_allowed_hosts": pictures})
            app = create_upstream(tasks, public_url=url_of(taken), secret=CHANNEL_KEY)
            visitors = Visitors(database, tasks, url_of(taken), users=USERS)
            upstream = Listener(app, taken, drain_seconds=UPSTREAM_DRAIN_SECONDS)
            person, admin = await _guests(database)
            async with gateway_on(database, settings, readiness) as gateway:
                welcome = WELCOME.format(address=gateway.address, user=person, admin=admin)
                submitting = asyncio.create_task(visitors.run())
                try:
                    await run([gateway, upstream], readiness, lambda: typer.echo(welcome))
                finally:
                    submitting.cancel()
                    await asyncio.gather(submitting, return_exceptions=True)


async def _furnish(database: Database, upstream_url: str) -> None:
    """Fill a fresh database; lead one that has been filled to where the upstream is now."""
    if await address(database):
        await point_at(database, upstream_url)
    elif await about(database, "users") or await about(database, "midjourneys"):
        raise ConfigurationError(
            f"{database.place} has data of its own; the demonstration needs a fresh file"
        )
    else:
        await seed(
            database,
            tasks=TASKS,
            users=USERS,
            rng_seed=RNG_SEED,
            now_ms=wall_clock_ms(),
            upstream_url=upstream_url,
            unfinished=UNFINISHED,
        )


async def _guests(database: Database) -> tuple[Guest, Guest]:
    """Give a person and an admin of the story, with tokens that are random and kept in the database."""
    _, admin, person = tell_users(3, RNG_SEED)
    users = UserRepository(database)
    return await _guest(users, person.username), await _guest(users, admin.username)


async def _guest(users: UserRepository, name: str) -> Guest:
    account = await users.by_name(name)
    if account is None:
        raise ConfigurationError(f"The demonstration's user {name} is not in the database any more")
    token = account.access_token or fresh_token()
    if not account.access_token:
        await users.change(account.user.id, access_token=token)
    return Guest(account.user.id, name, token)
