"""Fixtures of folders whose tests look into the SQLite file of both kinds; their `conftest` has them."""

from pathlib import Path

import pytest

from tests.servers.sites import KINDS, Place


@pytest.fixture(params=[f"sqlite-{kind}" for kind in KINDS])
def site(request: pytest.FixtureRequest) -> str:
    """SQLite, and the kind."""
    return str(request.param)


@pytest.fixture
def file(place: Place) -> Path:
    """The database file."""
    assert isinstance(place, Path)
    return place
