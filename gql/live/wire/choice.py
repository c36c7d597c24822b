"""Which wire a gateway has."""

from importlib import import_module
from typing import TYPE_CHECKING

from gql.live.wire.notify import NotifyWire
from gql.live.wire.wire import Silence, Wire
from gql.settings import Settings
from gql.storage.database import Database

if TYPE_CHECKING:
    from gql.live.wire.streams import StreamWire


def wire_of(settings: Settings, database: Database) -> Wire:
    """Take Redis where it is set, else what the database itself has."""
    if url := settings.redis_url.get_secret_value():
        # Redis' client takes 18 MB, and a tenth of the start.
        streams: type[StreamWire] = import_module("gql.live.wire.streams").StreamWire
        return streams(url)
    return NotifyWire(database.notices) if database.notices else Silence()
