"""Every query over channels."""

from collections.abc import Iterable

from sqlmodel import col, select

from gql.channels.model import ENABLED, Channel, ChannelTable
from gql.storage.database import Database


class ChannelRepository:
    """Reads channels of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Channel]:
        """Give the channels that exist among these."""
        columns = (ChannelTable.id, ChannelTable.name, ChannelTable.status)
        async with self._database.read() as connection:
            rows = await connection.execute(select(*columns).where(col(ChannelTable.id).in_(set(ids))))
            return {row.id: Channel(row.id, row.name or "", row.status == ENABLED) for row in rows}
