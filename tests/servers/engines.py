"""Fixtures of folders whose tests run once on each engine, in turn attached and standalone."""

from typing import Final

import pytest

ONE_EACH: Final = ("sqlite-attached", "postgresql-standalone", "mariadb-attached")


@pytest.fixture(params=ONE_EACH)
def site(request: pytest.FixtureRequest) -> str:
    """The engine and the kind."""
    return str(request.param)


# For tests of what SQLite alone does or lets others do.
ON_A_FILE: Final = pytest.mark.parametrize("site", ["sqlite-attached"], indirect=True)
