import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
import pytest
from graphql import parse, print_ast
from graphql.execution import CompletedResult, PendingResult, SubsequentIncrementalExecutionResult

from gql.errors import Unavailable
from gql.execution.endpoint import GraphQLEndpoint
from gql.execution.incremental import IncrementalResult, in_one_piece, in_parts
from gql.language import Language
from tests.execution.small import SmallExecutor

PARTS = {"Accept": "multipart/mixed;incrementalSpec=v0.2, application/json;q=0.9"}
DEFERRED = {"query": '{ fast ... @defer(label: "later") { slow } }'}
PART = b"Content-Type: application/json; charset=utf-8\r\n\r\n"
END = b"\r\n-----\r\n"


async def parts_of(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """Read a multipart answer as a client does: a part is there as soon as its boundary is."""
    received = b""
    async for chunk in response.aiter_bytes():
        received += chunk
        *parts, received = received.split(b"\r\n---\r\n") if END not in received else received.split(END)
        for part in parts:
            for piece in part.split(b"\r\n---\r\n"):
                if piece:
                    assert piece.startswith(PART)
                    yield json.loads(piece.removeprefix(PART))
    assert received == b""


async def answered(client: httpx.AsyncClient, query: str) -> list[dict[str, Any]]:
    async with client.stream("POST", "/graphql", json={"query": query}, headers=PARTS) as response:
        return [part async for part in parts_of(response)]


async def test_a_part_is_there_before_the_next_one_is_computed(
    small: httpx.AsyncClient, executor: SmallExecutor
) -> None:
    async with (
        asyncio.timeout(10),
        small.stream("POST", "/graphql", json=DEFERRED, headers=PARTS) as response,
    ):
        parts = parts_of(response)
        assert await anext(parts) == {
            "data": {"fast": "fast"},
            "pending": [{"id": "0", "path": [], "label": "later"}],
            "hasNext": True,
        }
        executor.gate.set()
        assert await anext(parts) == {
            "incremental": [{"id": "0", "data": {"slow": "slow"}}],
            "completed": [{"id": "0"}],
            "hasNext": False,
        }
        assert [part async for part in parts] == []


async def test_a_streamed_list_comes_item_by_item(small: httpx.AsyncClient) -> None:
    first, *later = await answered(small, "{ numbers @stream(initialCount: 1) }")
    assert (first["data"], first["pending"]) == ({"numbers": [1]}, [{"id": "0", "path": ["numbers"]}])
    items = [item for part in later for patch in part.get("incremental", []) for item in patch["items"]]
    assert (items, later[-1]["hasNext"]) == ([2, 3], False)


@pytest.mark.parametrize("accept", ["application/json", "*/*", "multipart/mixed;deferSpec=20220824, */*"])
async def test_whoever_takes_no_parts_gets_the_whole(
    small: httpx.AsyncClient, executor: SmallExecutor, accept: str
) -> None:
    executor.gate.set()
    response = await small.post("/graphql", json=DEFERRED, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {"fast": "fast", "slow": "slow"}}


async def test_what_defers_nothing_comes_whole_to_whoever_takes_parts(small: httpx.AsyncClient) -> None:
    response = await small.post("/graphql", json={"query": "{ fast }"}, headers=PARTS)
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {"fast": "fast"}}


async def test_parts_are_framed_by_the_server_and_not_kept_compressed_or_held_back(
    small: httpx.AsyncClient, executor: SmallExecutor
) -> None:
    executor.gate.set()
    response = await small.post("/graphql", json=DEFERRED, headers=PARTS)
    assert response.headers["content-type"] == 'multipart/mixed; boundary="-"; incrementalSpec=v0.2'
    assert response.headers["transfer-encoding"] == "chunked"
    assert response.headers["cache-control"] == "private, no-store"
    assert "content-encoding" not in response.headers


async def test_no_header_of_the_connection_is_ours_so_that_http_2_can_carry_the_parts(
    endpoint: GraphQLEndpoint, executor: SmallExecutor
) -> None:
    executor.gate.set()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(endpoint), base_url="http://gateway.test"
    ) as bare:
        response = await bare.post("/graphql", json=DEFERRED, headers=PARTS)
    assert not {"transfer-encoding", "connection", "keep-alive", "content-length"} & set(response.headers)
    assert response.content.endswith(END)


@pytest.mark.parametrize(
    ("field", "patch"), [("broken", {"data": {"broken": None}}), ("required", {"completed": True})]
)
async def test_errors_within_parts_are_masked(
    small: httpx.AsyncClient, executor: SmallExecutor, field: str, patch: dict[str, Any]
) -> None:
    executor.gate.set()
    _, *later = await answered(small, f"{{ fast ... @defer {{ {field} }} }}")
    kind = "completed" if "completed" in patch else "incremental"
    (error,) = later[-1][kind][0]["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR"}
    assert error["path"] == [field]
    assert "1234" not in json.dumps(later)


async def test_a_client_that_hangs_up_ends_the_work(
    small: httpx.AsyncClient, executor: SmallExecutor
) -> None:
    before = asyncio.all_tasks()
    async with small.stream("POST", "/graphql", json=DEFERRED, headers=PARTS) as response:
        await anext(parts_of(response))
        begun = asyncio.all_tasks() - before
    async with asyncio.timeout(10):
        await asyncio.gather(*begun, return_exceptions=True)


async def failing(error: Exception) -> AsyncGenerator[SubsequentIncrementalExecutionResult, None]:
    yield SubsequentIncrementalExecutionResult(
        has_next=True, pending=[PendingResult("2", [])], completed=[CompletedResult("0")]
    )
    raise error


@pytest.mark.parametrize(
    ("error", "code"), [(OSError("secret"), "INTERNAL_SERVER_ERROR"), (Unavailable(), "UNAVAILABLE")]
)
async def test_parts_that_will_not_come_are_ended_one_by_one(error: Exception, code: str) -> None:
    pending = [PendingResult("0", []), PendingResult("1", ["b"])]
    result = IncrementalResult(data={}, errors=None, pending=pending, subsequent=failing(error))
    pieces = [piece async for piece in in_parts(result, Language.EN).body_iterator]
    last = json.loads(bytes(pieces[-1]).removeprefix(PART).removesuffix(END))  # type: ignore[arg-type]
    assert [(part["id"], part["errors"][0].get("path")) for part in last["completed"]] == [
        ("1", ["b"]),
        ("2", None),
    ]
    assert "secret" not in json.dumps(last)
    assert {part["errors"][0]["extensions"]["code"] for part in last["completed"]} == {code}
    assert last["hasNext"] is False


def test_a_document_for_those_who_take_no_parts_defers_nothing() -> None:
    text = (
        "query ($late: Boolean) { a @ stream(initialCount: 1) ... @defer(if: $late) { b @skip(if: false) } }"
    )
    plain = "query ($late: Boolean) { a ... { b @skip(if: false) } }"
    assert print_ast(in_one_piece(parse(text))) == print_ast(parse(plain))
