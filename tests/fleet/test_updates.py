"""Three gateways on one database: a change made through one is seen by the subscribers of all."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.allowance.redis_server import redis_server
from tests.fleet.fleet import DEADLINE_SECONDS, Gateway, fleet
from tests.servers.sites import Sites

# The database's own way first: NOTIFY, or a look into the log.
WAYS = ("postgresql-standalone", "postgresql-attached", "mariadb-standalone", "mariadb-attached redis")


@pytest.fixture(params=WAYS)
async def gateways(
    request: pytest.FixtureRequest, sites: Sites, tmp_path: Path
) -> AsyncIterator[list[Gateway]]:
    """Three of them, all up, each with a subscriber that has been told the state."""
    site, _, redis = request.param.partition(" ")
    async with AsyncExitStack() as stack:
        place = stack.enter_context(sites.filled(site))
        port = await stack.enter_async_context(redis_server(tmp_path)) if redis else 0
        address = f"redis://127.0.0.1:{port}" if redis else ""
        yield await stack.enter_async_context(fleet(place, MJ_REDIS_URL=address))


async def leader(gateways: list[Gateway]) -> Gateway:
    """Wait until one of them has the lease, and no two do."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            await asyncio.sleep(0.05)  # each look is a line in a log that is read at the end only
            told = [(await gateway.standing()).get("updater") for gateway in gateways]
            leading = [bool(isinstance(updater, dict) and updater["leading"]) for updater in told]
            assert sum(leading) <= 1
            if any(leading):
                return gateways[leading.index(True)]


@pytest.mark.alone
async def test_a_change_made_through_one_is_seen_at_all_within_a_second_while_one_is_killed(
    gateways: list[Gateway],
) -> None:
    slowest = 0.0
    for percent in range(1, 7):
        began = time.monotonic()
        await gateways[percent % 3].change(percent)
        heard = await asyncio.gather(*(gateway.hears(percent) for gateway in gateways))
        slowest = max(slowest, *(moment - began for moment in heard))

    leading = await leader(gateways)
    left = [gateway for gateway in gateways if gateway is not leading]
    leading.command.process.send_signal(signal.SIGKILL)
    for percent in range(10, 16):
        began = time.monotonic()
        await left[percent % 2].change(percent)
        heard = await asyncio.gather(*(gateway.hears(percent) for gateway in left))
        slowest = max(slowest, *(moment - began for moment in heard))

    assert slowest < 1
    assert await leader(left) in left
