from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.clock import FakeClock
from tests.gateway import data
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.rows import insert

ACTION = "EDITS_OF_THIS_TEST"
MJ_ID = "1799000000000001"
ESTIMATE = f'{{ task(mjId: "{MJ_ID}") {{ estimatedFinishAt status }} }}'
SINCE = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def gateway(newapi_database: Database, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(load(), newapi_database, Readiness(), clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture(autouse=True)
def tasks(place: Place, clock: FakeClock) -> None:
    """Alice's new task of channel 1, whose tasks took 100 s lately, and 40 s on channel 2."""
    begun = clock.now_ms() - 3_600_000
    done = {"action": ACTION, "status": "SUCCESS", "progress": "100%", "user_id": 4, "submit_time": begun}
    for channel_id, seconds, count in ((1, 100, 5), (2, 40, 7)):
        row = insert(**done, channel_id=channel_id, finish_time=begun + seconds * 1000)
        outside(place, *[row] * count)
    going_on = {"status": "SUBMITTED", "progress": "0%", "user_id": 3, "channel_id": 1, "mj_id": MJ_ID}
    outside(place, insert(**going_on, action=ACTION, submit_time=clock.now_ms()))


async def seconds(gateway: httpx.AsyncClient, clock: FakeClock, username: str) -> float | None:
    """Ask for the estimate, and give it in seconds from now."""
    told = (await data(gateway, ESTIMATE, username))["task"]["estimatedFinishAt"]
    if told is None:
        return None
    return (datetime.fromisoformat(told) - SINCE - timedelta(milliseconds=clock.now_ms())).total_seconds()


async def test_a_user_is_told_by_the_action_alone_and_an_admin_by_the_channel_too(
    gateway: httpx.AsyncClient, clock: FakeClock
) -> None:
    assert await seconds(gateway, clock, "alice") == 40
    assert await seconds(gateway, clock, "admin") == 100


async def test_as_time_passes_only_those_count_that_took_longer(
    gateway: httpx.AsyncClient, clock: FakeClock
) -> None:
    clock.pass_(60)
    assert await seconds(gateway, clock, "alice") == 40
    clock.pass_(60)
    assert await seconds(gateway, clock, "alice") is None
    assert await seconds(gateway, clock, "admin") is None


async def test_a_finished_task_has_none(gateway: httpx.AsyncClient, clock: FakeClock, place: Place) -> None:
    ended = f"UPDATE midjourneys SET status = 'SUCCESS', progress = '100%' WHERE mj_id = '{MJ_ID}'"
    outside(place, ended)
    assert await seconds(gateway, clock, "admin") is None
