"""Hostile clients: each is closed with its code, and keeps nobody else waiting."""

import asyncio
import gc
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from structlog import get_logger
from websockets.frames import Opcode

from gql.operations.server import COLLECTED_AFTER
from tests.accounts import headers
from tests.limits.stalls import longest_stall
from tests.streams.gateway import Gateway
from tests.streams.raw import frame, raw, text
from tests.streams.talk import WATCH_MINE, silent, talking

log = get_logger(__name__)

# An idle machine needs 50 ms at most; a busy one is given time, and three attempts.
STALL_SECONDS = 0.5
ATTEMPTS = 3
DONE = 1000
CLOSE = frame(Opcode.CLOSE, DONE.to_bytes(2, "big"))
INIT = text({"type": "connection_init", "payload": headers("alice")})
QUERIES = [
    text({"type": "subscribe", "id": str(i), "payload": {"query": f"{{ a{i}: viewer {{ role }} }}"}})
    for i in range(1000)
]
WATCHES = [text({"type": "subscribe", "id": str(i), "payload": {"query": WATCH_MINE}}) for i in range(1000)]


@dataclass(frozen=True)
class Flood:
    """Bytes, and the code with which they end."""

    name: str
    data: bytes
    code: int | None
    introduced: bool = True

    def __str__(self) -> str:
        return self.name


FLOODS = [
    Flood("40,000 pings", frame(Opcode.PING) * 40_000, 1008),
    Flood("4,000 pings with data", frame(Opcode.PING, b"x" * 125) * 4_000, 1008),
    Flood("40,000 pongs", frame(Opcode.PONG) * 40_000, 1008),
    Flood(
        "40,000 empty fragments",
        frame(Opcode.TEXT, fin=False) + frame(Opcode.CONT, fin=False) * 40_000,
        1008,
    ),
    Flood("10,000 messages of pings", text({"type": "ping"}) * 10_000, 4429),
    Flood(
        "10,000 messages of pings before the beginning",
        text({"type": "ping"}) * 10_000,
        4429,
        introduced=False,
    ),
    Flood("10,000 beginnings", INIT * 10_000, 4429),
    Flood("10,000 ends", text({"type": "complete", "id": "1"}) * 10_000, 4429),
    Flood("400 queries", b"".join(QUERIES[:400]), DONE),
    Flood("1,000 subscriptions", b"".join(WATCHES), 4429),
    Flood("one message of 200 KB", text({"type": "ping", "payload": {"a": "[" * 200_000}}), DONE),
    Flood("lists within lists", frame(Opcode.TEXT, b"[" * 200_000), 4400),
    Flood("a frame that would be huge", b"\x81\xff" + (2**62).to_bytes(8, "big") + b"mask", 1009),
    Flood(
        "a message that grows without end",
        frame(Opcode.TEXT, b"x" * 100_000, fin=False) + frame(Opcode.CONT, b"x" * 100_000, fin=False) * 2,
        1009,
    ),
    Flood("a compressed frame", b"\xc1\x81maskx", 1002),
    Flood("no UTF-8", frame(Opcode.TEXT, b"\xff\xfe"), 1007),
    Flood("no UTF-8, and the end", frame(Opcode.TEXT, b"\xff\xfe") + CLOSE, None),
]


@pytest.fixture(autouse=True)
def _seldom_collected() -> Iterator[None]:
    """Spare the gateway garbage collections, as `run` does."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


async def ended(gateway: Gateway, flood: Flood) -> tuple[int | None, float]:
    async with raw(gateway, introduced=flood.introduced) as socket, longest_stall() as stall:
        socket.writer.write(flood.data)
        if flood.code == DONE:
            socket.writer.write(CLOSE)
        return await socket.close_code(), stall.seconds


@pytest.mark.alone
@pytest.mark.parametrize("flood", FLOODS, ids=str)
async def test_a_flood_ends_with_its_code_and_keeps_nobody_waiting(gateway: Gateway, flood: Flood) -> None:
    stalls = []
    for _ in range(ATTEMPTS):
        code, stall = await ended(gateway, flood)
        assert code == flood.code
        stalls.append(stall)
        if stall < STALL_SECONDS:
            break
    log.info("flood", name=flood.name, stall_ms=round(min(stalls) * 1000, 1))
    assert min(stalls) < STALL_SECONDS


async def test_nothing_is_compressed(gateway: Gateway) -> None:
    async with silent(gateway, compression="deflate") as talk:
        assert talk.socket.response is not None
        assert "Sec-WebSocket-Extensions" not in talk.socket.response.headers


async def test_a_ping_of_the_protocol_below_is_answered(gateway: Gateway) -> None:
    async with talking(gateway) as talk, asyncio.timeout(10):
        await (await talk.socket.ping())


async def test_a_message_in_fragments_is_one_message(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        await talk.socket.send(['{"type":', ' "ping"', "}"])

        assert await talk.hear() == {"type": "pong"}


async def test_many_messages_at_once_are_taken_one_by_one_in_their_order(gateway: Gateway) -> None:
    async with talking(gateway) as talk:
        for number in range(400):
            await talk.say("ping", payload={"number": number, "filling": "x" * 1000})

        assert [(await talk.hear())["payload"]["number"] for _ in range(400)] == [*range(400)]
