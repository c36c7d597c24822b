"""Every query over channels."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col, select

from gql.channels.model import ENABLED, Channel, ChannelTable
from gql.storage.database import Database
from gql.storage.prepared import ByIds, Prepared


class ChannelRepository:
    """Reads channels of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        columns = database.catalog.stored(ChannelTable)
        self._names = [column.name for column in columns]
        id_ = col(ChannelTable.id)
        self._all = Prepared(select(*columns).order_by(id_)) if columns else None
        self._by_ids = ByIds(lambda ids: select(*columns).where(id_.in_(ids)).order_by(id_))

    async def all(self) -> list[Channel]:
        """Give all channels by their ids; none where there is no such table."""
        rows = await self._database.rows(self._all, {}) if self._all else ()
        return [self._channel(row) for row in rows]

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Channel]:
        """Give the channels that exist among these; none where there is no such table."""
        wanted = [*set(ids)]
        rows = await self._database.rows(*self._by_ids.of(wanted)) if wanted and self._names else ()
        return {channel.id: channel for channel in map(self._channel, rows)}

    def _channel(self, values: Sequence[Any]) -> Channel:
        row = dict(zip(self._names, values, strict=True))
        return Channel(row["id"], row["name"] or "", row["status"] == ENABLED)
