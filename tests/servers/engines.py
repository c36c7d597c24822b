"""Fixtures and marks of tests that run once on each engine, in turn attached and standalone."""

from typing import Final

import pytest

from tests.servers.sites import ENGINES, SITES

ONE_EACH: Final = ("sqlite-attached", "postgresql-standalone", "mariadb-attached")


@pytest.fixture(params=ONE_EACH)
def site(request: pytest.FixtureRequest) -> str:
    """The engine and the kind."""
    return str(request.param)


# For single tests and modules of folders whose other tests run on a file.
ON_EACH_ENGINE: Final = pytest.mark.parametrize("site", ONE_EACH, indirect=True)
ON_EACH_SITE: Final = pytest.mark.parametrize("site", SITES, indirect=True)
# For tests of what one kind alone does or lets others do, and SQLite alone.
ATTACHED: Final = pytest.mark.parametrize("site", [f"{engine}-attached" for engine in ENGINES], indirect=True)
STANDALONE: Final = pytest.mark.parametrize(
    "site", [f"{engine}-standalone" for engine in ENGINES], indirect=True
)
ON_A_FILE: Final = pytest.mark.parametrize("site", ["sqlite-attached"], indirect=True)
