"""The OpenAPI document is valid, and says of the active profile what it does."""

from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from gql.settings import RestProfile
from gql.storage.database import Database
from tests.accounts import headers
from tests.rest.door import client_of

PATHS = [("/api/mj/self", "alice"), ("/api/mj/", "root")]


async def document(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/openapi.json")).raise_for_status().json()
    return found


def complaints(document: dict[str, Any], path: str, response: httpx.Response) -> list[str]:
    """Check a body against what the document says of its status."""
    responses = document["paths"][path]["get"]["responses"]
    schema = responses[str(response.status_code)]["content"]["application/json"]["schema"]
    validator = OAS31Validator({**schema, "components": document["components"]})
    return [error.message for error in validator.iter_errors(response.json())]


@pytest.mark.parametrize("profile", RestProfile)
async def test_the_document_is_valid_and_names_its_profile(
    newapi_database: Database, profile: RestProfile
) -> None:
    async with client_of(newapi_database, profile) as client:
        found = await document(client)

    validate(found)
    assert found["info"]["summary"].endswith(profile)


@pytest.mark.parametrize("profile", RestProfile)
@pytest.mark.parametrize(("path", "user"), PATHS)
async def test_every_answer_is_as_the_document_says(
    newapi_database: Database, profile: RestProfile, path: str, user: str
) -> None:
    async with client_of(newapi_database, profile) as client:
        found = await document(client)
        for credentials in (headers(user), headers("mallory"), headers("erin"), headers("nobody"), {}):
            assert complaints(found, path, await client.get(path, headers=credentials)) == []


@pytest.mark.parametrize("profile", RestProfile)
@pytest.mark.parametrize(("path", "user"), PATHS)
async def test_the_document_has_the_fields_in_the_order_of_the_items(
    newapi_database: Database, profile: RestProfile, path: str, user: str
) -> None:
    async with client_of(newapi_database, profile) as client:
        schemas = (await document(client))["components"]["schemas"]
        item = (await client.get(path, headers=headers(user))).json()["data"]["items"][0]

    assert list(schemas["Task" if path == "/api/mj/" else "MyTask"]["properties"]) == list(item)


async def test_the_channel_is_a_parameter_for_admins_only(newapi_database: Database) -> None:
    async with client_of(newapi_database, RestProfile.DOCUMENTED) as client:
        paths = (await document(client))["paths"]
    names = {path: [parameter["name"] for parameter in paths[path]["get"]["parameters"]] for path in paths}

    assert names["/api/mj/self"] == [
        "p", "page_size", "ps", "size", "mj_id", "start_timestamp", "end_timestamp"
    ]  # fmt: skip
    assert set(names["/api/mj/"]) - set(names["/api/mj/self"]) == {"channel_id"}
