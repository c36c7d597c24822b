import gzip
import json
import tracemalloc
from collections.abc import Callable
from functools import partial

import brotli  # type: ignore[import-untyped]
import httpx
import pytest
import zstandard
from starlette.types import Message

from gql.execution.endpoint import GraphQLEndpoint
from gql.operations.bodies import LIMIT_BYTES
from tests.accounts import headers

JSON = {"Content-Type": "application/json"}
QUERY = b'{"query": "{ __typename }"}'
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": partial(brotli.compress, quality=4),
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""],
)
async def test_only_json_is_taken_so_that_no_plain_form_of_another_site_can_ask(
    client: httpx.AsyncClient, content_type: str
) -> None:
    response = await client.post("/graphql", content=QUERY, headers={"Content-Type": content_type})
    assert (response.status_code, response.json()["errors"]) == (
        415,
        [{"message": "The Content-Type must be application/json", "extensions": {"code": "BAD_REQUEST"}}],
    )


@pytest.mark.parametrize(
    ("charset", "status"), [("utf-8", 200), ('"UTF-8"', 200), ("utf8", 200), ("latin1", 415), ("", 415)]
)
async def test_json_is_utf_8(client: httpx.AsyncClient, charset: str, status: int) -> None:
    content_type = f"application/json; charset={charset}"
    response = await client.post("/graphql", content=QUERY, headers={"Content-Type": content_type})
    assert response.status_code == status


@pytest.mark.parametrize("encoding", [*ENCODERS, "x-gzip", "GZIP", "identity"])
async def test_a_body_may_be_compressed(client: httpx.AsyncClient, encoding: str) -> None:
    encode = ENCODERS.get(encoding, gzip.compress if "gzip" in encoding.lower() else bytes)
    response = await client.post(
        "/graphql", content=encode(QUERY), headers={**JSON, "Content-Encoding": encoding}
    )
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("encoding", ["compress", "deflate", "gzip, br"])
async def test_an_encoding_that_nobody_knows_is_refused_with_those_that_are_known(
    client: httpx.AsyncClient, encoding: str
) -> None:
    response = await client.post("/graphql", content=QUERY, headers={**JSON, "Content-Encoding": encoding})
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "zstd, br, gzip")


@pytest.mark.parametrize("encoding", ENCODERS)
async def test_a_body_in_another_encoding_than_it_says_is_refused(
    client: httpx.AsyncClient, encoding: str
) -> None:
    response = await client.post("/graphql", content=QUERY, headers={**JSON, "Content-Encoding": encoding})
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == f"The body is not encoded as {encoding}"


@pytest.mark.parametrize("encoding", [None, *ENCODERS])
async def test_a_body_over_the_limit_is_refused(client: httpx.AsyncClient, encoding: str | None) -> None:
    body = json.dumps({"query": "{ __typename }", "pad": "x" * LIMIT_BYTES}).encode()
    encoded = ENCODERS[encoding](body) if encoding else body
    headers = {**JSON, "Content-Encoding": encoding} if encoding else JSON
    response = await client.post("/graphql", content=encoded, headers=headers)
    assert response.status_code == 413
    assert response.json()["errors"][0]["message"] == "The body must have at most 262144 bytes"


@pytest.mark.parametrize("encoding", ENCODERS)
async def test_a_bomb_is_cut_off_before_it_has_unfolded(client: httpx.AsyncClient, encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(64 * 1024 * 1024))
    assert len(bomb) < LIMIT_BYTES
    tracemalloc.start()
    try:
        response = await client.post("/graphql", content=bomb, headers={**JSON, "Content-Encoding": encoding})
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert response.status_code == 413
    assert peak_bytes < 8 * 1024 * 1024


async def test_a_client_that_hangs_up_within_its_body_gets_no_answer(endpoint: GraphQLEndpoint) -> None:
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"application/json")]}
    sent: list[Message] = []

    async def hang_up() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await endpoint(scope, hang_up, send)
    assert sent == []


async def test_a_body_that_was_sent_before_is_answered_for_whoever_sends_it_now(
    client: httpx.AsyncClient,
) -> None:
    body = (
        b'{"query": "query ($size: Int) { viewer { user { username } } myTasks(pageSize: $size) { total } }"}'
    )
    told = [
        (await client.post("/graphql", content=body, headers={**JSON, **headers(name)})).json()["data"]
        for name in ("alice", "chen", "alice")
    ]
    assert [data["viewer"]["user"]["username"] for data in told] == ["alice", "chen", "alice"]
    assert told[0] == told[2] != told[1]


async def test_a_body_that_is_no_request_is_refused_each_time(client: httpx.AsyncClient) -> None:
    for body in (b"{", b'{"query": 1}', b"[]"):
        first, second = [await client.post("/graphql", content=body, headers=JSON) for _ in range(2)]
        assert first.status_code == second.status_code == 400
        assert first.json() == second.json()
