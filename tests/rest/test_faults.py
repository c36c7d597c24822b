"""What clients are told when the database or the gateway itself fails."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from structlog.testing import capture_logs

from gql.rest.documented import Documented
from gql.rest.door import Door
from gql.rest.newapi import NewApi
from gql.rest.profile import Body, Profile
from gql.settings import RestProfile
from gql.storage.database import Database
from tests.accounts import headers
from tests.rest.door import client_of
from tests.servers.engines import ON_EACH_ENGINE
from tests.servers.sites import Place
from tests.storage.statements import outside

ENGLISH = {"Accept-Language": "en"}


@ON_EACH_ENGINE
@pytest.mark.parametrize("table", ["users", "midjourneys"])
async def test_a_database_that_fails_is_told_in_the_documentation_s_words(
    newapi_database: Database, place: Place, table: str
) -> None:
    outside(place, f"DROP TABLE {table}")

    async with client_of(newapi_database) as client:
        chinese = await client.get("/api/mj/self", headers=headers("alice"))
        english = await client.get("/api/mj/self", headers=headers("alice") | ENGLISH)

    assert (chinese.status_code, english.status_code) == (503, 503)
    assert chinese.json() == {"success": False, "message": "获取任务列表失败", "code": "UNAVAILABLE"}
    assert english.json()["message"] == "Failed to get the task list"


@ON_EACH_ENGINE
async def test_the_profile_newapi_tells_a_failed_listing_with_its_status(
    newapi_database: Database, place: Place
) -> None:
    outside(place, "DROP TABLE midjourneys")

    async with client_of(newapi_database, RestProfile.NEWAPI) as client:
        response = await client.get("/api/mj/self", headers=headers("alice"))

    assert response.status_code == 503
    assert response.json() == {"message": "Failed to get the task list", "success": False}


@pytest.mark.parametrize("profile", [Documented(), NewApi()], ids=["documented", "newapi"])
async def test_a_defect_is_masked_and_logged_under_the_id_that_the_client_gets(profile: Profile) -> None:
    async def broken(_: Request) -> Body:
        raise ZeroDivisionError("a secret of the inside")

    app = Starlette(routes=[Route("/broken", Door(profile, broken))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        with capture_logs() as entries:
            response = await client.get("/broken", headers=ENGLISH)

    assert response.status_code == 500
    assert response.json()["message"] == "Failed to get the task list"
    assert "secret" not in response.text
    assert [entry["incident"] for entry in entries] == [response.headers["x-incident-id"]]
