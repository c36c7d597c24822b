"""SIGTERM in the middle of everything: no request fails, nothing is torn, and clients know to come again."""

import asyncio
import json
import os
import signal
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.accounts import IDS, headers
from tests.background.served import QUOTA, SECRET, SUBMITTED_MS, watching
from tests.channels.rows import lead_to
from tests.cli.processes import answer, connected, started
from tests.kill.databases import check_integrity
from tests.servers.engines import STANDALONE
from tests.servers.sites import Place, url_of
from tests.serving import serving
from tests.storage.statements import outside
from tests.streams.talk import Talk
from tests.tasks.rows import insert
from tests.webhook.hooks import HOOK, quota, refunds
from tests.webhook.hooks import SECRET as HOOK_SECRET

# `SHUTDOWN_SOCKETS=500 SHUTDOWN_STREAMS=200` for more than a usual run has time for.
SOCKETS = int(os.environ.get("SHUTDOWN_SOCKETS", "100"))
STREAMS = int(os.environ.get("SHUTDOWN_STREAMS", "50"))
REQUESTS = 20
DEADLINE_SECONDS = 30
LISTENING = r"Listening on (http://127\.0\.0\.1:\d+)"
WATCH = "subscription { myTaskUpdates { kind task { mjId status } } }"
POLLED, HOOKED, QUIET = "1795375098000100", "1795375098000101", "1795375098000102"
FAILURE = {"status": "FAILURE", "progress": "100%", "failReason": "构图失败"}
QUERY = json.dumps({"query": "{ myTasks { total } }"}).encode()
HOOK_CALL = json.dumps({"id": HOOKED, **FAILURE}).encode()


class Upstream:
    """Says that a task has failed, once it may."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def answer(self, request: Request) -> Response:
        ids = (await request.json())["ids"]
        if POLLED in ids:
            self.asked.set()
            await self.may_answer.wait()
        return JSONResponse([{"id": mj_id, **(FAILURE if mj_id == POLLED else RUNNING)} for mj_id in ids])


RUNNING = {"status": "IN_PROGRESS", "progress": "46%"}


def furnish(place: Place, url: str) -> None:
    """Leave three tasks, all unfinished and alice's."""
    row = {"user_id": IDS["alice"], "channel_id": 1, "code": 1, "quota": QUOTA, "submit_time": SUBMITTED_MS}
    lead_to(place, url, SECRET)
    outside(
        place,
        "DELETE FROM midjourneys",
        *(insert(**row, mj_id=mj_id, status="SUBMITTED", progress="0%") for mj_id in (POLLED, HOOKED, QUIET)),
    )


@asynccontextmanager
async def half_sent(address: str, path: str, body: bytes) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Begin a request, and leave the second half of its body unsent."""
    reader, writer = await connected(address.rpartition(":")[2])
    sent = {
        "Host": "test",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers("alice"),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body[: len(body) // 2])
    await writer.drain()
    try:
        yield reader, writer
    finally:
        writer.close()


async def finish(half: tuple[StreamReader, StreamWriter], body: bytes) -> str:
    """Send the second half, and give the answer."""
    half[1].write(body[len(body) // 2 :])
    return await answer(half[0])


@asynccontextmanager
async def stream(client: httpx.AsyncClient) -> AsyncIterator[AsyncIterator[str]]:
    """Follow over SSE, and give the lines after the first event's name."""
    sent = {"Accept": "text/event-stream", **headers("alice")}
    async with client.stream("POST", "/graphql", json={"query": WATCH}, headers=sent) as response:
        lines = response.aiter_lines()
        async with asyncio.timeout(DEADLINE_SECONDS):
            while await anext(lines) != "event: next":
                pass
        yield lines


async def rest(lines: AsyncIterator[str]) -> list[str]:
    """Read a stream to its end."""
    return [line async for line in lines if line]


async def received(client: httpx.AsyncClient) -> None:
    """Wait until the server has read what was sent before: requests that it has not read, it may drop."""
    for _ in range(3):
        async with httpx.AsyncClient(base_url=client.base_url) as other:
            assert (await other.get("/healthz")).status_code == 200


async def closed(talk: Talk) -> int | None:
    return (await talk.closed())[0]


@STANDALONE
@pytest.mark.parametrize("told_in_time", [True, False], ids=["answering", "hanging"])
async def test_sigterm_ends_everything_within_ten_seconds_and_no_request_fails(
    place: Place, told_in_time: bool
) -> None:
    before, upstream = quota(place), Upstream()
    app = Starlette(routes=[Route("/mj/task/list-by-condition", upstream.answer, methods=["POST"])])
    async with serving(app) as port, AsyncExitStack() as stack:
        furnish(place, f"http://127.0.0.1:{port}")
        command = await stack.enter_async_context(started("serve", **environment(place)))
        address = await command.line(LISTENING)
        limits = httpx.Limits(max_connections=None)
        client = httpx.AsyncClient(base_url=address, timeout=DEADLINE_SECONDS, limits=limits)
        await stack.enter_async_context(client)
        talks = [await stack.enter_async_context(watching(address, WATCH)) for _ in range(SOCKETS)]
        streams = [await stack.enter_async_context(stream(client)) for _ in range(STREAMS)]
        halves = [
            await stack.enter_async_context(half_sent(address, "/graphql", QUERY)) for _ in range(REQUESTS)
        ]
        hooking = await stack.enter_async_context(half_sent(address, HOOK, HOOK_CALL))
        async with asyncio.timeout(DEADLINE_SECONDS):
            await upstream.asked.wait()
            await asyncio.gather(*(talk.hear() for talk in talks))
            await received(client)
        begin = time.monotonic()
        command.process.send_signal(signal.SIGTERM)
        codes = await asyncio.gather(*map(closed, talks))
        streamed = await asyncio.gather(*map(rest, streams))
        if told_in_time:
            upstream.may_answer.set()
        answers = await asyncio.gather(*(finish(half, QUERY) for half in halves))
        hooked = await finish(hooking, HOOK_CALL)
        code, log = await command.end()
        seconds = time.monotonic() - begin
        upstream.may_answer.set()
    assert (code, seconds < 10) == (0, True)
    assert (set(codes), len(codes)) == ({1012}, SOCKETS)
    assert all(lines[-1].startswith("retry: ") and "event: complete" not in lines for lines in streamed)
    assert {text.splitlines()[0] for text in (*answers, hooked)} == {"http/1.1 200 ok"}
    assert {text.splitlines()[1] for text in answers} == {'{"data":{"myTasks":{"total":3}}}'}
    check_log(log)
    check_money(place, before)


def environment(place: Place) -> dict[str, str]:
    """Give the settings of the gateway on a database."""
    return {
        "MJ_DATABASE_URL": url_of(place),
        "MJ_PORT": "0",
        "MJ_TASK_TIMEOUT": "1000000000",
        "MJ_NOTIFY_SECRET": HOOK_SECRET,
    }


def check_log(log: str) -> None:
    """Make sure that the database was closed last, and that nothing went wrong or leaked."""
    assert '"event":"database_closed"' in log.splitlines()[-1]
    assert "Traceback" not in log
    assert not any(secret in log for secret in (SECRET, HOOK_SECRET, HOOK))


def check_money(place: Place, before: int) -> None:
    """Make sure that each failure is refunded once, the one of the hook among them, and nothing is torn."""
    statuses = dict(outside(place, "SELECT mj_id, status FROM midjourneys"))
    failed = [*statuses.values()].count("FAILURE")
    assert (statuses[HOOKED], statuses[QUIET] in {"SUBMITTED", "IN_PROGRESS"}) == ("FAILURE", True)
    assert (quota(place), refunds(place)) == (before + failed * QUOTA, failed)
    assert outside(place, "SELECT holder FROM mj_gateway_lease") == [("",)]
    check_integrity(place)
    assert not Path(f"{place}-wal").exists()
