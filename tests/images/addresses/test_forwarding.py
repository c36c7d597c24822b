"""What addresses begin with, and whether there are any."""

from pathlib import Path
from typing import Any

import pytest

from gql.errors import Unavailable
from gql.settings import load
from gql.storage.database import Database, open_database
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.links.medium import Medium
from tests.clock import FakeClock
from tests.statements import counted
from tests.storage.statements import outside
from tests.tasks.rows import make_task

HERE = "http://here.example"
GATEWAY = "https://gw.example"
PICTURE = make_task(id=42, mj_id="17", image_url="https://cdn.example/1.png")


def store(file: Path, **options: str) -> None:
    for name, value in options.items():
        outside(file, f"REPLACE INTO options (key, value) VALUES ('{name}', '{value}')")


def forwarding(database: Database, clock: FakeClock | None = None, **settings: Any) -> Forwarding:
    return Forwarding(load(**settings), database, clock)


async def base(database: Database, **settings: Any) -> str:
    return (await forwarding(database, **settings).links(HERE)).base


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        ("", HERE),
        ("http://localhost:3000", HERE),
        ("http://LOCALHOST", HERE),
        ("http://api.localhost/", HERE),
        ("http://localhost.:3000", HERE),
        ("http://127.0.0.1:3000", HERE),
        ("http://127.8.8.8", HERE),
        ("http://0.0.0.0:3000", HERE),
        ("http://[::1]:3000", HERE),
        ("http://[::1", HERE),
        ("gw.example", HERE),
        ("ftp://gw.example", HERE),
        ("https://", HERE),
        ("https://:443", HERE),
        ("https://gw.example/?a=b", HERE),
        ("https://gw.example", GATEWAY),
        (" https://gw.example/ ", GATEWAY),
        ("https://gw.example/mj/", f"{GATEWAY}/mj"),
        ("HTTPS://GW.example", "HTTPS://GW.example"),
        ("http://192.168.1.7:3000", "http://192.168.1.7:3000"),
    ],
)
async def test_addresses_begin_with_new_api_s_own_unless_it_is_of_no_use_elsewhere(
    newapi_file: Path, newapi_database: Database, address: str, begins: str
) -> None:
    store(newapi_file, ServerAddress=address)
    assert await base(newapi_database) == begins


async def test_the_public_url_goes_before_all_others(newapi_file: Path, newapi_database: Database) -> None:
    store(newapi_file, ServerAddress="https://another.example")
    assert await base(newapi_database, public_url=f"{GATEWAY}//") == GATEWAY


async def test_a_database_of_our_own_has_no_options(tmp_path: Path) -> None:
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'own.db'}")
    links = forwarding(database).at_once(HERE)
    await database.close()
    assert links
    assert links.base == HERE


async def test_a_table_of_options_that_is_not_there_is_a_new_installation_s(newapi_file: Path) -> None:
    outside(newapi_file, "DROP TABLE options")
    database = await open_database(f"sqlite+aiosqlite:///{newapi_file}", create=False)
    assert await base(database) == HERE
    await database.close()


@pytest.mark.parametrize(("stored", "on"), [("true", True), ("false", False), ("", False)])
async def test_nothing_is_forwarded_where_new_api_forwards_nothing(
    newapi_file: Path, newapi_database: Database, stored: str, on: bool
) -> None:
    store(newapi_file, MjForwardUrlEnabled=stored)
    links = await forwarding(newapi_database, public_url=GATEWAY).links(HERE)
    assert [links.forwards(medium) for medium in Medium] == [on, on]


async def test_pictures_and_videos_have_a_setting_each(newapi_database: Database) -> None:
    for images, videos in ((True, False), (False, True), (False, False)):
        links = await forwarding(newapi_database, forward_images=images, forward_videos=videos).links(HERE)
        assert [links.forwards(medium) for medium in Medium] == [images, videos]


async def test_without_any_address_the_stored_ones_are_given(
    newapi_file: Path, newapi_database: Database
) -> None:
    links = await forwarding(newapi_database).links()
    assert links.image_url(PICTURE) == PICTURE.image_url
    assert not Path(f"{newapi_file}.image-key").exists()


async def test_addresses_are_signed_unless_everybody_may_open_them(newapi_database: Database) -> None:
    signed = await forwarding(newapi_database).links(HERE)
    again = await forwarding(newapi_database).links(HERE)
    unsigned = await forwarding(newapi_database, image_public=True).links(HERE)
    assert signed.image_url(PICTURE) == again.image_url(PICTURE)
    assert signed.image_url(PICTURE).startswith(f"{HERE}/mj/image/17?id=42&e=")
    assert unsigned.image_url(PICTURE) == f"{HERE}/mj/image/17"


async def test_options_are_read_once_a_minute(newapi_file: Path, newapi_database: Database) -> None:
    clock = FakeClock()
    made = forwarding(newapi_database, clock)
    assert made.at_once(HERE) is None
    with counted() as statements:
        assert [(await made.links(HERE)).base for _ in range(3)] == [HERE] * 3
    assert len(statements) == 1
    store(newapi_file, ServerAddress=GATEWAY)
    clock.seconds = 59.9
    assert (await made.links(HERE)).base == HERE
    clock.seconds = 60.0
    assert made.at_once(HERE) is None
    assert (await made.links(HERE)).base == GATEWAY


async def test_while_the_database_is_away_the_last_options_hold(
    newapi_file: Path, newapi_database: Database
) -> None:
    clock = FakeClock()
    made, another = forwarding(newapi_database, clock), forwarding(newapi_database, clock)
    store(newapi_file, ServerAddress=GATEWAY)
    await made.links(HERE)
    outside(newapi_file, "ALTER TABLE options RENAME TO gone")
    clock.seconds = 61.0
    assert (await made.links(HERE)).base == GATEWAY
    with pytest.raises(Unavailable):
        await another.links(HERE)
