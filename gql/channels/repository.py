"""Every query over channels."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, true
from sqlmodel import col, select

from gql.channels.model import ENABLED, Channel, ChannelTable
from gql.storage.database import Database


class ChannelRepository:
    """Reads channels of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = database.catalog.stored(ChannelTable)

    async def all(self) -> list[Channel]:
        """Give all channels by their ids; none where there is no such table."""
        return list((await self._read(true())).values())

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Channel]:
        """Give the channels that exist among these; none where there is no such table."""
        return await self._read(col(ChannelTable.id).in_(set(ids)))

    async def _read(self, clause: ColumnElement[bool]) -> dict[int, Channel]:
        if not self._columns:
            return {}
        statement = select(*self._columns).where(clause).order_by(col(ChannelTable.id))
        async with self._database.read() as connection:
            rows = await connection.execute(statement)
            return {row.id: Channel(row.id, row.name or "", row.status == ENABLED) for row in rows}
