"""`doctor` advises the indexes that listings lack, and each engine takes what it advises."""

import pytest

from gql.storage.database import Database, open_database
from gql.storage.indexes import missing_indexes
from tests.servers.sites import SERVERS, Place, Sites, url_of
from tests.storage.statements import outside

CHANNEL, USER = "(channel_id, id)", "(user_id, id)"
# In SQLite and InnoDB, an index of users has the id too.
ADVISED = {
    "sqlite-attached": [CHANNEL],
    "mariadb-attached": [CHANNEL],
    "postgresql-attached": [USER, CHANNEL],
}


async def advised(place: Place) -> list[str]:
    database = await open_database(url_of(place), create=False)
    try:
        return await missing_indexes(database)
    finally:
        await database.close()


async def test_what_is_advised_can_be_run_and_is_then_not_advised_again(
    newapi_database: Database, place: Place
) -> None:
    for statement in await missing_indexes(newapi_database):
        outside(place, statement)
    assert await missing_indexes(newapi_database) == []


async def test_new_api_lacks_indexes_by_owner_and_our_own_tables_lack_none(
    newapi_database: Database, site: str
) -> None:
    found = await missing_indexes(newapi_database)
    assert [f"({statement.split('(')[1].split(')')[0]})" for statement in found] == ADVISED.get(site, [])


@pytest.mark.parametrize("engine", ["sqlite", *SERVERS])
async def test_an_index_that_is_missing_or_of_some_rows_only_is_advised(sites: Sites, engine: str) -> None:
    with sites.filled(f"{engine}-attached") as place:
        outside(place, f"DROP INDEX idx_midjourneys_progress{' ON midjourneys' * (engine == 'mariadb')}")
        if engine != "mariadb":  # which has none of some rows
            outside(place, "CREATE INDEX partly ON midjourneys (progress) WHERE progress <> '100%'")
        assert any("mj_gateway_progress" in statement for statement in await advised(place))


async def test_mysql_is_given_a_length_for_an_index_of_a_text(sites: Sites) -> None:
    with sites.filled("mariadb-attached") as place:
        outside(
            place,
            "DROP INDEX idx_midjourneys_mj_id ON midjourneys",
            "ALTER TABLE midjourneys MODIFY mj_id longtext",
        )
        statements = await advised(place)
        assert any("(mj_id(191))" in statement for statement in statements)  # MariaDB shortens any by itself
        outside(place, *statements)
        assert await advised(place) == []
