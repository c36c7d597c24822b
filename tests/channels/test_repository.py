from gql.channels.model import Channel
from gql.channels.repository import ChannelRepository
from gql.storage.database import Database
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.storage.statements import outside

pytestmark = ON_EACH_ENGINE


async def test_channels_are_found_by_id_and_the_missing_not(newapi_database: Database) -> None:
    channels = await ChannelRepository(newapi_database).by_ids([1, 3, 3, 9])

    assert channels == {
        1: Channel(1, "mj-proxy 主渠道", enabled=True),
        3: Channel(3, "mj plus (disabled)", enabled=False),
    }


async def test_nothing_is_asked_for_nothing(newapi_database: Database) -> None:
    assert await ChannelRepository(newapi_database).by_ids([]) == {}


async def test_null_reads_as_no_name_and_not_enabled(newapi_database: Database, place: Place) -> None:
    outside(place, "UPDATE channels SET name = NULL, status = NULL WHERE id = 1")

    assert await ChannelRepository(newapi_database).by_ids([1]) == {1: Channel(1, "", enabled=False)}
