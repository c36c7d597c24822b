import httpx
import pytest

from tests.accounts import TOKENS

QUERY = {"query": "{ __typename }"}
CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
async def test_a_get_of_another_sites_page_is_refused(client: httpx.AsyncClient, origin: str) -> None:
    response = await client.get("/graphql", params=QUERY, headers={"Sec-Fetch-Site": origin})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (403, "BAD_REQUEST")


@pytest.mark.parametrize("origin", ["same-origin", "none"])
async def test_a_get_of_our_own_page_or_of_the_address_bar_is_answered(
    client: httpx.AsyncClient, origin: str
) -> None:
    response = await client.get("/graphql", params=QUERY, headers={"Sec-Fetch-Site": origin})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GraphQL-Require-Preflight", "1"),
        ("Apollo-Require-Preflight", "true"),
        ("X-Apollo-Operation-Name", "tasks"),
        ("Authorization", TOKENS["bob"]),
        ("New-Api-User", "4"),
        ("Content-Type", "application/json"),
    ],
)
async def test_a_header_that_a_browser_asks_about_first_lets_a_get_in(
    client: httpx.AsyncClient, name: str, value: str
) -> None:
    response = await client.get("/graphql", params=QUERY, headers={**CROSS_SITE, name: value})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("GraphQL-Require-Preflight", " "), ("Content-Type", "text/plain; a=application/json")],
)
async def test_a_header_that_says_nothing_does_not(client: httpx.AsyncClient, name: str, value: str) -> None:
    response = await client.get("/graphql", params=QUERY, headers={**CROSS_SITE, name: value})
    assert response.status_code == 403
