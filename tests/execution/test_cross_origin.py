import httpx
import pytest

from gql.errors import ConfigurationError
from gql.settings import load
from gql.storage.database import Database
from tests.gateway import client_of

ORIGIN = "https://app.example.com"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, new-api-user",
}
QUERY = {"query": "{ __typename }"}


async def test_no_other_origin_may_read_answers_by_default(client: httpx.AsyncClient) -> None:
    asked = await client.options("/graphql", headers=PREFLIGHT)
    response = await client.post("/graphql", json=QUERY, headers={"Origin": ORIGIN})
    assert asked.status_code == 405
    assert not [name for name in (*asked.headers, *response.headers) if name.startswith("access-control")]


async def test_an_origin_of_the_setting_may_ask_with_credential_headers(newapi_database: Database) -> None:
    async with client_of(newapi_database, cors_origins=(ORIGIN,)) as client:
        asked = await client.options("/graphql", headers=PREFLIGHT)
        response = await client.post("/graphql", json=QUERY, headers={"Origin": ORIGIN})
        stranger = await client.options("/graphql", headers={**PREFLIGHT, "Origin": "https://a.test"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert "New-Api-User" in asked.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in asked.headers
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert stranger.status_code == 400


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("", ()),
        ("*", ("*",)),
        ("https://a.test, http://b.test:8080", ("https://a.test", "http://b.test:8080")),
    ],
)
def test_origins_are_listed_by_commas(
    monkeypatch: pytest.MonkeyPatch, value: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("MJ_CORS_ORIGINS", value)
    assert load().cors_origins == origins


@pytest.mark.parametrize("value", ["a.test", "https://a.test/path", "https://a.test/"])
def test_what_is_no_origin_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MJ_CORS_ORIGINS", value)
    with pytest.raises(ConfigurationError, match=f"MJ_CORS_ORIGINS: {value} is no origin"):
        load()
