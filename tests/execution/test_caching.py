import httpx
import pytest

from tests.accounts import headers

QUERY = {"query": "{ myTasks(pageSize: 1) { total } }"}


async def test_a_get_can_be_asked_again_for_news_only(client: httpx.AsyncClient) -> None:
    first = await client.get("/graphql", params=QUERY, headers=headers("bob"))
    etag = first.headers["etag"]
    again = await client.get("/graphql", params=QUERY, headers=headers("bob", If_None_Match=etag))
    assert first.headers["cache-control"] == "private, max-age=0, must-revalidate"
    assert (again.status_code, again.content) == (304, b"")
    assert [again.headers[name] for name in ("etag", "cache-control", "vary")] == [
        first.headers[name] for name in ("etag", "cache-control", "vary")
    ]


async def test_a_tag_is_strong_and_stands_for_the_body(client: httpx.AsyncClient) -> None:
    tags = {
        (await client.get("/graphql", params=QUERY, headers=headers(username))).headers["etag"]
        for username in ("alice", "bob", "alice")
    }
    assert len(tags) == 2
    assert all(tag.startswith('"') for tag in tags)


@pytest.mark.parametrize(
    ("known", "status"), [('"a", W/{etag}', 304), ("*", 304), ('"a", "b"', 200), ("", 200)]
)
async def test_tags_are_compared_weakly_with_all_that_the_client_has(
    client: httpx.AsyncClient, known: str, status: int
) -> None:
    etag = (await client.get("/graphql", params=QUERY, headers=headers("bob"))).headers["etag"]
    sent = headers("bob", If_None_Match=known.format(etag=etag))
    assert (await client.get("/graphql", params=QUERY, headers=sent)).status_code == status


@pytest.mark.parametrize("query", ["{ myTasks { total } }", "{ nothing }", "{"])
async def test_an_answer_with_errors_is_not_kept(client: httpx.AsyncClient, query: str) -> None:
    response = await client.get("/graphql", params={"query": query})
    assert "errors" in response.json()
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "private, no-store"


async def test_an_answer_to_a_post_is_not_kept(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=QUERY, headers=headers("bob"))
    assert (response.headers["cache-control"], "etag" in response.headers) == ("private, no-store", False)


async def test_what_answers_depend_on_is_told_to_caches(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params=QUERY, headers=headers("bob"))
    varying = {"Accept", "Accept-Language", "Authorization", "New-Api-User"}
    assert varying <= set(response.headers["vary"].split(", "))
