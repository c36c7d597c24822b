"""Which wire a gateway has."""

from gql.live.wire.notify import NotifyWire
from gql.live.wire.streams import StreamWire
from gql.live.wire.wire import Silence, Wire
from gql.settings import Settings
from gql.storage.database import Database


def wire_of(settings: Settings, database: Database) -> Wire:
    """Take Redis where it is set, else what the database itself has."""
    if url := settings.redis_url.get_secret_value():
        return StreamWire(url)
    return NotifyWire(database.notices) if database.notices else Silence()
