"""What every door's listings have in common."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from gql.storage.database import Database
from tests.doors.doors import Door, Listing, Refusal
from tests.gateway import client_of
from tests.servers.sites import Place
from tests.storage.statements import outside


async def test_a_user_lists_their_own_tasks_newest_first(door: Door) -> None:
    listing = await door.tasks("bob")
    assert isinstance(listing, Listing)
    assert (listing.total, listing.page, listing.page_size) == (61, 1, 20)
    assert listing.ids == sorted(listing.ids, reverse=True)
    assert len(listing.ids) == 20


async def test_pages_part_a_listing_without_gap_or_overlap(door: Door) -> None:
    pages = [await door.tasks("bob", page=page, page_size=25) for page in (1, 2, 3, 4)]
    ids = [task for page in pages if isinstance(page, Listing) for task in page.ids]
    assert [len(page.ids) for page in pages if isinstance(page, Listing)] == [25, 25, 11, 0]
    assert len(set(ids)) == 61


async def test_an_admins_own_listing_has_their_own_tasks_only(door: Door) -> None:
    listing = await door.tasks("admin")
    assert isinstance(listing, Listing)
    assert listing.total == 12


@pytest.mark.parametrize("username", ["admin", "root"])
async def test_admins_list_everybodys_tasks(door: Door, username: str) -> None:
    listing = await door.tasks(username, everybodys=True, page_size=100)
    assert isinstance(listing, Listing)
    assert (listing.total, len(listing.ids)) == (300, 100)


async def test_users_do_not_list_everybodys_tasks(door: Door) -> None:
    assert await door.tasks("bob", everybodys=True) == Refusal(
        "FORBIDDEN", "Unauthorized, insufficient privileges"
    )


async def test_nobody_lists_nothing(door: Door) -> None:
    message = "Unauthorized, not logged in and no access token provided"
    assert await door.tasks(None) == Refusal("UNAUTHENTICATED", message)


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        ({"mj_id": "1708827604124433"}, 1),
        ({"mj_id": "1708827604124433", "end_timestamp": 1}, 0),
        ({"mj_id": "DUP-1700000000000001"}, 0),
        ({"mj_id": "dup-1700000000000001"}, 2),
        ({"mj_id": ""}, 300),
        ({"mj_id": "%"}, 0),
        ({"mj_id": "' OR 1=1--"}, 0),
        ({"channel_id": 2}, 74),
        ({"channel_id": 999}, 0),
        ({"start_timestamp": 1735689600000, "end_timestamp": 1767225599999}, 99),
        ({"start_timestamp": 1735689600, "end_timestamp": 1767225600}, 99),
        ({"start_timestamp": 1767225600, "end_timestamp": 1735689600}, 0),
        ({"start_timestamp": 1795180000001, "end_timestamp": 1795180000001}, 1),
    ],
)
async def test_filters_narrow_a_listing(door: Door, arguments: dict[str, Any], total: int) -> None:
    listing = await door.tasks("root", everybodys=True, **arguments)
    assert isinstance(listing, Listing)
    assert listing.total == total


async def test_what_a_filter_names_of_others_stays_hidden(door: Door) -> None:
    listing = await door.tasks("alice", mj_id="1704939413746522")
    assert isinstance(listing, Listing)
    assert (listing.ids, listing.total) == ([], 0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"page": 0}, "from 1 to 2147483647"),
        ({"page_size": 0}, "from 1 to 100"),
        ({"page_size": 101}, "from 1 to 100"),
        ({"start_timestamp": -1}, "from 0 to 9223372036854775807"),
        ({"end_timestamp": -5}, "from 0 to 9223372036854775807"),
        ({"mj_id": "x" * 513}, "at most 512 characters"),
        ({"mj_id": "a\0"}, "without NUL"),
    ],
)
async def test_what_is_out_of_its_limits_is_refused(door: Door, arguments: dict[str, Any], says: str) -> None:
    refusal = await door.tasks("alice", **arguments)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "BAD_USER_INPUT"
    assert says in refusal.message


@pytest.mark.parametrize("site", ["sqlite-attached"], indirect=True)
async def test_a_file_that_goes_away_is_said_so_and_is_back_without_a_restart(
    door: Door, place: Path
) -> None:
    newapi_file = place
    aside = shutil.move(newapi_file, newapi_file.with_suffix(".aside"))
    away = await door.tasks("bob")
    shutil.move(aside, newapi_file)
    back = await door.tasks("bob")
    assert isinstance(away, Refusal)
    assert away.code == "UNAVAILABLE"
    assert isinstance(back, Listing)
    assert back.total == 61


async def test_a_database_in_seconds_is_filtered_by_milliseconds_and_by_seconds(
    place: Place, newapi_database: Database, door: Door
) -> None:
    outside(place, "UPDATE midjourneys SET submit_time = (submit_time - submit_time % 1000) / 1000")
    async with client_of(newapi_database) as client:
        again = type(door)(client)
        for factor in (1, 1000):
            listing = await again.tasks(
                "root",
                everybodys=True,
                start_timestamp=1735689600 * factor,
                end_timestamp=1767225599 * factor,
            )
            assert isinstance(listing, Listing)
            assert listing.total == 99
