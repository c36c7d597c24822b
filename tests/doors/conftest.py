"""Each listing behaviour is written once and runs through every door."""

import httpx
import pytest

from tests.doors.doors import DOORS, Door
from tests.servers.everywhere import place, site

__all__ = ["door", "place", "site"]


@pytest.fixture(params=DOORS, ids=lambda door: door.__name__)
def door(request: pytest.FixtureRequest, client: httpx.AsyncClient) -> Door:
    """One door after the other."""
    opened: Door = request.param(client)
    return opened
