"""Every query over channels."""

from collections.abc import Iterable

from sqlmodel import col, select

from gql.channels.model import ENABLED, Channel, ChannelTable
from gql.storage.database import Database


class ChannelRepository:
    """Reads channels of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = database.catalog.stored(ChannelTable)

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Channel]:
        """Give the channels that exist among these; none where there is no such table."""
        if not self._columns:
            return {}
        async with self._database.read() as connection:
            rows = await connection.execute(select(*self._columns).where(col(ChannelTable.id).in_(set(ids))))
            return {row.id: Channel(row.id, row.name or "", row.status == ENABLED) for row in rows}
