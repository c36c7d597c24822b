"""The OpenAPI document is valid, and says of the active profile what it does."""

from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from gql.rest.export import PARAMETERS
from gql.settings import RestProfile
from gql.storage.database import Database
from tests import gateway
from tests.accounts import headers
from tests.rest.door import client_of
from tests.servers.engines import ON_EACH_ENGINE

EXPORT = "/api/tasks/export"
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


@ON_EACH_ENGINE
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
    names = {path: [parameter["name"] for parameter in paths[path]["get"]["parameters"]] for path, _ in PATHS}

    assert names["/api/mj/self"] == [
        "p", "page_size", "ps", "size", "mj_id", "start_timestamp", "end_timestamp"
    ]  # fmt: skip
    assert set(names["/api/mj/"]) - set(names["/api/mj/self"]) == {"channel_id"}


async def test_every_parameter_of_the_export_is_there_and_its_example_is_taken(
    newapi_database: Database,
) -> None:
    async with gateway.client_of(newapi_database) as client:
        described = (await document(client))["paths"][EXPORT]["get"]
        assert {parameter["name"] for parameter in described["parameters"]} == PARAMETERS
        for parameter in described["parameters"]:
            OAS31Validator(parameter["schema"]).validate(parameter["example"])
            exported = await client.get(EXPORT, params=_written(parameter), headers=headers("admin"))
            assert exported.status_code == 200, parameter
            assert (
                exported.headers["content-type"].partition(";")[0] in described["responses"]["200"]["content"]
            )


def _written(parameter: dict[str, Any]) -> dict[str, str]:
    """Write the example as it stands in an address (RFC 6570, `form` without `explode`)."""
    example = parameter["example"]
    values = example if isinstance(example, list) else [example]
    return {
        parameter["name"]: ",".join(str(value).lower() if value is True else str(value) for value in values)
    }


async def test_every_failure_of_the_export_is_as_the_document_says(newapi_database: Database) -> None:
    async with gateway.client_of(newapi_database, rate_limit="1") as client:
        found = await document(client)
        for username, parameters, status in (
            ("bob", {"limit": "x"}, 400), ("bob", {"status": "x"}, 400), ("mallory", {}, 401),
            ("bob", {"scope": "all"}, 403), ("bob", {"limit": 1}, 200), ("bob", {}, 429),
        ):  # fmt: skip
            response = await client.get(EXPORT, params=parameters, headers=headers(username))
            assert response.status_code == status
            assert status == 200 or complaints(found, EXPORT, response) == []


@pytest.mark.parametrize("profile", RestProfile)
async def test_a_listing_that_is_not_paid_for_is_as_the_document_says(
    newapi_database: Database, profile: RestProfile
) -> None:
    async with gateway.client_of(newapi_database, rate_limit="1", rest_profile=profile) as client:
        found = await document(client)
        answers = [await client.get("/api/mj/self", headers=headers("alice")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert complaints(found, "/api/mj/self", answers[1]) == []
