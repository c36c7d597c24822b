import asyncio
from collections.abc import AsyncIterator

import pytest

from gql.background import Background
from gql.errors import ConfigurationError
from gql.live.hub import Hub
from gql.settings import load
from gql.storage.database import Database, open_database
from tests.clock import FakeClock
from tests.servers.engines import STANDALONE
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside

DEADLINE_SECONDS = 20
HELD = "SELECT holder <> '' FROM mj_gateway_lease"


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    """A database without tasks."""
    outside(place, "DELETE FROM midjourneys")
    database = await open_database(url_of(place))
    yield database
    await database.close()


async def first_round(background: Background) -> None:
    """Wait until the updater has looked once."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while background.standing() is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


@STANDALONE
async def test_the_updater_works_while_the_block_lasts_and_gives_its_lease_back(
    database: Database, place: Place
) -> None:
    clock = FakeClock()
    background = Background(load(), database, clock=clock)
    assert background.standing() is None
    async with background.running():
        await first_round(background)
        clock.pass_(7.25)
        assert background.standing() == {
            "seconds_since_last_round": 7.2,
            "leading": True,
            "unfinished": 0,
            "channels_away": 0,
        }
        assert outside(place, HELD) == [(1,)]
    assert (outside(place, HELD), background.hub.closed) == ([(0,)], True)


@STANDALONE
async def test_without_an_updater_nothing_stands_anywhere(database: Database, place: Place) -> None:
    background = Background(load(poll="false"), database)
    async with background.running():
        await asyncio.sleep(0)
        assert background.standing() is None
    assert outside(place, HELD) == []


@STANDALONE
async def test_what_goes_wrong_in_the_block_comes_out_as_it_is_after_everything_has_ended(
    database: Database, place: Place
) -> None:
    background = Background(load(), database)

    async def fail() -> None:
        async with background.running():
            await first_round(background)
            raise ConfigurationError("the address is taken")

    with pytest.raises(ConfigurationError, match="the address is taken"):
        await fail()
    assert (outside(place, HELD), background.hub.closed) == ([(0,)], True)


class Fragile(Hub):
    """Breaks when it is told to."""

    def __init__(self) -> None:
        self.told = asyncio.Event()

    async def run(self) -> None:
        await self.told.wait()
        raise ZeroDivisionError

    def close(self) -> None:
        """Have nothing to close."""


@STANDALONE
async def test_a_part_that_breaks_ends_the_others_and_the_block(database: Database, place: Place) -> None:
    background = Background(load(), database)
    background.hub = hub = Fragile()

    async def break_it() -> None:
        async with asyncio.timeout(DEADLINE_SECONDS), background.running():
            await first_round(background)
            hub.told.set()
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as caught:
        await break_it()
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
    assert outside(place, HELD) == [(0,)]


def test_a_webhook_where_nothing_may_be_written_is_refused(newapi_database: Database) -> None:
    with pytest.raises(ConfigurationError, match=r"^MJ_NOTIFY_SECRET opens a webhook, but "):
        Background(load(notify_secret="secret"), newapi_database)
