"""Every query over upstreams."""

from collections.abc import Iterable
from typing import Final

import msgspec
from sqlalchemy import column, select, table

from gql.channels.upstreams.model import Upstream
from gql.errors import ConfigurationError
from gql.storage.database import Database
from gql.tasks.model import read_text

CHANNELS: Final = table("channels", *map(column, ("id", "name", "base_url", "key", "setting")))


class Upstreams:
    """Reads the upstreams of one database's channels, disabled ones too: their running tasks go on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        known = database.catalog.columns(CHANNELS.name)
        self._columns = [column for column in CHANNELS.c if column.name in known]

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Upstream]:
        """Give the upstreams of the channels that exist among these.

        Raises:
            ConfigurationError: there is no table of channels, so nobody knows which of them exist.
            Unavailable: the database is away.
        """
        if not self._columns:
            raise ConfigurationError("The database has no table of channels; upstreams can't be asked")
        statement = select(*self._columns).where(CHANNELS.c.id.in_(set(ids)))
        async with self._database.read() as connection:
            rows = (await connection.execute(statement)).mappings()
            return {row["id"]: _read({name: read_text(row[name]) for name in row}, row["id"]) for row in rows}


def _read(texts: dict[str, str], channel_id: int) -> Upstream:
    # A channel of several keys has one a line; the upstream knows the tasks of all.
    keys = [line.strip() for line in texts.get("key", "").splitlines() if line.strip()]
    return Upstream(
        channel_id,
        texts.get("name", ""),
        texts.get("base_url", "").strip().rstrip("/"),
        keys[0] if keys else "",
        _proxy(texts.get("setting", "")),
    )


class _Setting(msgspec.Struct):
    """What `channels.setting` may hold; of its JSON only the proxy is for us."""

    proxy: str | None = None


def _proxy(setting: str) -> str | None:
    """Give the proxy of a setting; none where the setting can't be read, as new-api does."""
    try:
        proxy = msgspec.json.decode(setting, type=_Setting).proxy
    except msgspec.DecodeError:
        return None
    return (proxy or "").strip() or None
