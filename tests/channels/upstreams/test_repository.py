from pathlib import Path

import pytest

from gql.channels.upstreams.model import Upstream
from gql.channels.upstreams.repository import Upstreams
from gql.errors import ConfigurationError
from gql.storage.database import Database, open_database
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside


@ON_EACH_ENGINE
async def test_upstreams_are_found_disabled_ones_too_and_the_missing_not(newapi_database: Database) -> None:
    upstreams = await Upstreams(newapi_database).by_ids([1, 3, 4, 4, 9])

    assert upstreams == {
        1: Upstream(1, "mj-proxy 主渠道", "http://127.0.0.1:8080", "mj-secret-1"),
        3: Upstream(3, "mj plus (disabled)", "http://127.0.0.1:8082", "mj-secret-3"),
        4: Upstream(4, "mj via proxy", "https://mj.example.com", "mj-secret-4", "http://127.0.0.1:8088"),
    }


async def test_nothing_is_asked_for_nothing(newapi_database: Database) -> None:
    assert await Upstreams(newapi_database).by_ids([]) == {}


@pytest.mark.parametrize(
    ("stored", "upstream"),
    [
        ("base_url = ' https://mj.example.com/sub// '", Upstream(1, "n", "https://mj.example.com/sub", "k")),
        ("base_url = NULL", Upstream(1, "n", "", "k")),
        ("base_url = CAST('http://blob' AS BLOB)", Upstream(1, "n", "http://blob", "k")),
        ("key = CAST('blob' AS BLOB)", Upstream(1, "n", "", "blob")),
        ("key = char(10) || ' first ' || char(13, 10) || 'second'", Upstream(1, "n", "", "first")),
        ("key = ''", Upstream(1, "n", "", "")),
        ("name = NULL", Upstream(1, "", "", "k")),
        ("name = 5", Upstream(1, "5", "", "k")),
    ],
)
async def test_what_was_stored_in_other_ways_is_read(
    newapi_database: Database, newapi_file: Path, stored: str, upstream: Upstream
) -> None:
    outside(newapi_file, "UPDATE channels SET name = 'n', key = 'k', base_url = '' WHERE id = 1")
    outside(newapi_file, f"UPDATE channels SET {stored} WHERE id = 1")

    assert await Upstreams(newapi_database).by_ids([1]) == {1: upstream}


@ON_EACH_ENGINE
@pytest.mark.parametrize(
    ("setting", "proxy"),
    [
        ('{"proxy": " socks5://me:pw@host:1080 ", "other": [1]}', "socks5://me:pw@host:1080"),
        ('{"proxy": ""}', None),
        ('{"proxy": null}', None),
        ('{"proxy": 5}', None),
        ("{}", None),
        ("[]", None),
        ("no JSON", None),
        ("", None),
    ],
)
async def test_the_proxy_is_read_where_there_is_one(
    newapi_database: Database, place: Place, setting: str, proxy: str | None
) -> None:
    outside(place, f"UPDATE channels SET setting = '{setting}' WHERE id = 1")

    assert (await Upstreams(newapi_database).by_ids([1]))[1].proxy == proxy


@ON_EACH_ENGINE
async def test_columns_that_are_not_there_are_empty(place: Place) -> None:
    outside(place, "ALTER TABLE channels DROP COLUMN setting")
    database = await open_database(url_of(place), create=False)

    assert (await Upstreams(database).by_ids([4]))[4].proxy is None
    await database.close()


@ON_EACH_ENGINE
async def test_a_database_without_channels_is_no_database_whose_channels_are_gone(place: Place) -> None:
    outside(place, "DROP TABLE channels")
    database = await open_database(url_of(place), create=False)

    with pytest.raises(ConfigurationError, match="no table of channels"):
        await Upstreams(database).by_ids([1])
    await database.close()


def test_an_upstream_does_not_show_its_secrets() -> None:
    upstream = Upstream(1, "mj", "http://me:canary@host", "canary", "http://me:canary@proxy")

    assert repr(upstream) == "Upstream(channel_id=1, name='mj')"
