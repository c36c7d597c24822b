"""Hostile requests: each is refused or answered by the server without keeping everybody else waiting."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import brotli  # type: ignore[import-untyped]
import httpx
import pytest
import zstandard

from tests.accounts import headers
from tests.limits.bombs import BOMBS, EVERY_FIELD
from tests.limits.stalls import STALL_SECONDS, least_stall

ZEROS = bytes(64 * 2**20)
PAGE = f"{{ allTasks(pageSize: 100) {{ items {{ {EVERY_FIELD} }} }} }}"


@dataclass(frozen=True)
class Request:
    """One hostile request, and the status that it must end with."""

    name: str
    body: bytes
    status: int
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def batch(*queries: str) -> bytes:
    return json.dumps([{"query": query} for query in queries]).encode()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": partial(brotli.compress, quality=4),
    "zstd": zstandard.compress,
}
REPEATED = ("fragments that double", "one field 400 times", "introspection by aliases", "directives")


def nested(levels: int) -> bytes:
    value = b'{"a":' * levels + b"1" + b"}" * levels
    return b'{"query": "{ __typename }", "variables": ' + value + b"}"


def requests() -> Iterator[Request]:
    for encoding, encode in ENCODERS.items():
        unfolding = {"Content-Encoding": encoding}
        yield Request(f"a body of {encoding} that unfolds to 64 MiB", encode(ZEROS), 413, unfolding)
    thrice = gzip.compress(gzip.compress(gzip.compress(ZEROS)))
    yield Request("a body in three bodies", thrice, 400, {"Content-Encoding": "gzip"})
    yield Request("a body of 8 MiB", b"[" * 2**23, 413)
    yield Request("a body of lists within lists", b"[" * 250_000, 400)
    yield Request("variables within variables", nested(40_000), 400)
    yield Request("a batch of eighty thousand", b"[" + b"{}," * 80_000 + b"{}]", 400)
    yield Request("a batch of the largest pages", batch(*[PAGE] * 10), 200)
    for bomb in BOMBS:
        if bomb.name in REPEATED:
            queries = (f"{bomb.query} # {number}" for number in range(10))
            yield Request(f"a batch of {bomb.name}", batch(*queries), 200)


@pytest.mark.alone
@pytest.mark.parametrize("request_", list(requests()), ids=str)
async def test_a_hostile_request_keeps_nobody_waiting(client: httpx.AsyncClient, request_: Request) -> None:
    sent = {**headers("admin"), "Content-Type": "application/json", **request_.headers}

    async def attempt() -> None:
        response = await client.post("/graphql", content=request_.body, headers=sent)
        assert response.status_code == request_.status, response.text[:500]

    assert await least_stall(attempt) < STALL_SECONDS
