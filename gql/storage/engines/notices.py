"""PostgreSQL's LISTEN and NOTIFY."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, NoReturn

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.errors import Unavailable
from gql.waiting import happens

CHANNEL: Final = "mj_gateway_updates"
# A server that vanished without a word is noticed after twice as long.
BEAT_SECONDS: Final = 5.0
NOTIFY: Final = text("SELECT pg_notify(:channel, :text)")
LOST: Final = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class PostgreSQLNotices:
    """Sends within transactions, and listens on sessions of its own."""

    def __init__(self, session: Callable[[], AsyncEngine]) -> None:
        self._session = session

    async def send(self, connection: AsyncConnection, message: str) -> None:
        """Send a text to all who listen, with the commit of a transaction."""
        await connection.execute(NOTIFY, {"channel": CHANNEL, "text": message})

    async def listen(self, hear: Callable[[str], None], connected: Callable[[], None]) -> NoReturn:
        """Listen until the connection is lost, or the caller cancelled.

        Args:
            hear: called with each text.
            connected: called when nothing is missed any more.

        Raises:
            Unavailable: there is no connection, or none any more.
        """
        sessions = self._session()
        try:
            async with sessions.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                lost = asyncio.Event()
                driver.add_termination_listener(lambda _: lost.set())
                await driver.add_listener(CHANNEL, lambda _, __, ___, message: hear(message))
                connected()
                while not await happens(lost, BEAT_SECONDS):
                    await driver.execute("SELECT 1", timeout=BEAT_SECONDS)
                raise Unavailable
        except LOST as error:
            raise Unavailable from error
        finally:
            await sessions.dispose()
