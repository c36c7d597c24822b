"""What MySQL alone does, and MariaDB passes as well; CONTRIBUTING says how to run them on it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from gql.storage.database import Database, open_database
from tests.servers.sites import Sites
from tests.servers.statements import on_server
from tests.storage.statements import fetch

USER = "gateway:s%40fe"


@pytest.fixture
def place(sites: Sites) -> Iterator[str]:
    """The URL of a blank database, for a user with a password."""
    with sites.blank("mariadb") as root:
        assert isinstance(root, str)
        on_server(root, "CREATE USER gateway IDENTIFIED BY 's@fe'", "GRANT ALL ON *.* TO gateway")
        yield root.replace("//root@", f"//{USER}@")
        on_server(root, "DROP USER gateway")


@pytest.fixture
async def database(place: str) -> AsyncIterator[Database]:
    database = await open_database(place)
    yield database
    await database.close()


async def test_a_user_with_a_password_needs_no_tls(place: str) -> None:
    for query in ("", "?ssl=disable"):  # to the second, MySQL itself has the password already
        database = await open_database(place + query)
        assert await fetch(database, "SELECT current_user()") == [("gateway@%",)]
        await database.close()


async def test_a_difference_of_counts_may_be_negative(database: Database) -> None:
    assert await fetch(database, "SELECT cast(count(*) AS unsigned) - 2 FROM midjourneys") == [(-2,)]
