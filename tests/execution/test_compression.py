import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from gql.app import create_app
from gql.operations.compression import PIECE_BYTES, SMALL_BYTES, Compression
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.accounts import headers
from tests.serving import serving

QUERY = {"query": "{ myTasks(pageSize: 50) { items { mjId prompt status progress } } }"}
MODERN = {"Accept": "application/graphql-response+json"}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, *;q=0.5", "zstd"),
        ("identity", None),
        ("", None),
    ],
)
async def test_answers_are_compressed_as_the_client_takes_them(
    newapi_database: Database, accepted: str, encoding: str | None
) -> None:
    app = create_app(load(), newapi_database, Readiness())
    sent = headers("alice", Accept_Encoding=accepted)
    async with serving(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        plain = await client.post("/graphql", json=QUERY, headers={**sent, "Accept-Encoding": "identity"})
        graphql = await client.post("/graphql", json=QUERY, headers={**sent, **MODERN})
        rest = await client.get("/api/mj/self?page_size=50", headers=sent)
    for response in (graphql, rest):
        assert response.headers.get("content-encoding") == encoding
        assert "Accept-Encoding" in response.headers["vary"]
    assert graphql.json() == plain.json()
    if encoding:
        assert int(graphql.headers["content-length"]) * 3 < int(plain.headers["content-length"])


async def test_the_tag_of_a_compressed_answer_is_weak_and_still_known(client: httpx.AsyncClient) -> None:
    plain = await client.get("/graphql", params=QUERY, headers=headers("alice", Accept_Encoding="identity"))
    packed = await client.get("/graphql", params=QUERY, headers=headers("alice", Accept_Encoding="br"))
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    again = headers("alice", Accept_Encoding="br", If_None_Match=packed.headers["etag"])
    assert (await client.get("/graphql", params=QUERY, headers=again)).status_code == 304


async def test_small_answers_and_streams_of_events_go_as_they_are() -> None:
    def small(_: Request) -> JSONResponse:
        return JSONResponse("x" * (SMALL_BYTES - 10))

    def events(_: Request) -> StreamingResponse:
        return StreamingResponse(iter(["data: x\n\n"] * 1000), media_type="text/event-stream")

    app = Starlette(
        routes=[Route("/small", small), Route("/events", events)], middleware=[Middleware(Compression)]
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://gateway.test"
    ) as client:
        answers = [
            await client.get(path, headers={"Accept-Encoding": "br"}) for path in ("/small", "/events")
        ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not [answer for answer in answers if "content-encoding" in answer.headers]


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip", "identity"])
async def test_a_large_answer_goes_out_in_pieces_and_arrives_whole(encoding: str) -> None:
    text = "".join(map(str, range(PIECE_BYTES)))

    def large(_: Request) -> JSONResponse:
        return JSONResponse(text)

    app = Starlette(routes=[Route("/", large)], middleware=[Middleware(Compression)])
    async with serving(app) as port, httpx.AsyncClient() as client:
        response = await client.get(f"http://127.0.0.1:{port}", headers={"Accept-Encoding": encoding})
    assert response.headers.get("content-encoding", "identity") == encoding
    assert response.json() == text
