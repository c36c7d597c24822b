import httpx
import pytest

from gql.execution.media_type import MediaType, negotiate, parse_accept, takes_parts

MODERN = "application/graphql-response+json"
PLAIN = "application/json"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", MediaType.JSON),
        ("*/*", MediaType.JSON),
        ("application/*", MediaType.JSON),
        (PLAIN, MediaType.JSON),
        (MODERN, MediaType.GRAPHQL_RESPONSE),
        (f"{MODERN}; charset=utf-8, {PLAIN}; charset=utf-8", MediaType.GRAPHQL_RESPONSE),
        (f"{MODERN}, {PLAIN};q=0.9", MediaType.GRAPHQL_RESPONSE),
        (f"{PLAIN}, {MODERN};q=0.5", MediaType.JSON),
        (f"{PLAIN}, {MODERN}", MediaType.GRAPHQL_RESPONSE),
        (f"{MODERN};q=0.3, text/html", MediaType.GRAPHQL_RESPONSE),
        (f"{MODERN};q=0.3, */*", MediaType.JSON),
        (f"{MODERN.upper()} ; Q=0.3", MediaType.GRAPHQL_RESPONSE),
        (f"multipart/mixed, {MODERN}, {PLAIN};q=0.9", MediaType.GRAPHQL_RESPONSE),
        ("multipart/mixed", MediaType.JSON),
        (f"{PLAIN};q=0, */*;q=0.1", None),
        (f"{MODERN};q=0", None),
        (f"{MODERN};q=x", None),
        ("text/html, image/png", None),
    ],
)
def test_the_clients_preference_chooses_the_media_type(accept: str, media_type: MediaType | None) -> None:
    assert negotiate(parse_accept(accept)) is media_type


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("multipart/mixed", True),
        ("multipart/mixed;incrementalSpec=v0.2, application/json", True),
        ('application/json, multipart/mixed; incrementalspec="v0.2"; q=0.5', True),
        ("multipart/mixed;incrementalSpec=v0.1", False),
        ("multipart/mixed;deferSpec=20220824, application/json", False),
        ("multipart/mixed;q=0", False),
        ("application/json, */*", False),
        ("", False),
    ],
)
def test_parts_go_to_clients_alone_that_ask_for_the_present_format(accept: str, taken: bool) -> None:
    assert takes_parts(parse_accept(accept)) is taken


async def test_a_client_that_takes_nothing_of_ours_is_told_what_there_is(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": "text/csv"})
    assert (response.status_code, response.headers["content-type"]) == (
        406,
        "application/json; charset=utf-8",
    )
    assert "application/graphql-response+json" in response.json()["errors"][0]["message"]


async def test_several_accept_headers_are_one_list(client: httpx.AsyncClient) -> None:
    response = await client.request(
        "POST",
        "/graphql",
        json={"query": "{ __typename }"},
        headers=[("Accept", "application/json;q=0.5"), ("Accept", MODERN)],
    )
    assert response.headers["content-type"] == f"{MODERN}; charset=utf-8"
