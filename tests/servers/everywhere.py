"""Fixtures of folders whose tests run on every engine, attached and standalone; their `conftest` has them."""

from collections.abc import Iterator

import pytest

from tests.servers.sites import SITES, Place, Sites


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> str:
    """The engine and the kind, such as `mariadb-attached`."""
    return str(request.param)


@pytest.fixture
def place(site: str, sites: Sites) -> Iterator[Place]:
    """A database with the rows that a real new-api left."""
    with sites.filled(site) as place:
        yield place
