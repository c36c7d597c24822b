"""`mj-gateway migrate`: a database of our own, made or brought up to date."""

import asyncio

from gql.cli.console import say
from gql.cli.databases import DatabaseUrl, standalone
from gql.settings import Settings, load
from gql.storage.facts import revision


def migrate(database_url: DatabaseUrl = None) -> None:
    """Make a standalone database, or bring it up to date.

    Every command that opens a standalone database does so too; this one does nothing else. A database of
    new-api is left as it is (exit code 2): new-api brings it up to date itself.

    For example:

        mj-gateway migrate

        mj-gateway migrate --database-url sqlite+aiosqlite:///tasks.db
    """
    asyncio.run(_migrate(load(database_url=database_url)))


async def _migrate(settings: Settings) -> None:
    async with standalone(settings) as database:
        say(f"{database.place} has the newest schema, version {await revision(database)}.")
