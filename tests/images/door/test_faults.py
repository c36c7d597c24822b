"""What a source does wrong is an answer of ours and one line of the log; nothing of it is kept."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.images.door.gateway import MJ_ID, PICTURE, Gateway, gateway, gateway_with, url
from tests.images.sources import Call, Reply, Server, answer, serving

BOMB = gzip.compress(bytes(50_000_000), 9)
LIMIT = 100_000


async def hangs(call: Call, _: asyncio.StreamWriter) -> None:
    await call.gone.wait()


async def drips(call: Call, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + PICTURE)
    await call.gone.wait()


STATUSES = {
    "TIMED_OUT": 504, "SOURCE_AWAY": 502, "SOURCE_GONE": 410, "SOURCE_UNUSABLE": 502, "SOURCE_REFUSED": 502
}  # fmt: skip
SVG = answer(b"<svg onload='x'/>", content_type="image/svg+xml")
# What the source does, what the client is told, what the log is, and why the guard refused it.
FAULTS: list[tuple[Reply, str, str, str]] = [
    (hangs, "TIMED_OUT", "slow", ""),
    (answer(b"<h1>boom</h1>", status=500), "SOURCE_AWAY", "away", ""),
    (answer(b"gone", status=404), "SOURCE_GONE", "gone", ""),
    (answer(b"expired", status=403), "SOURCE_GONE", "expired", ""),
    (answer(b"<script>alert(1)</script>"), "SOURCE_UNUSABLE", "not_a_picture", ""),
    (SVG, "SOURCE_UNUSABLE", "not_a_picture", ""),
    (answer(PICTURE, length=LIMIT + 1), "SOURCE_UNUSABLE", "too_large", ""),
    (answer(BOMB, content_encoding="gzip"), "SOURCE_UNUSABLE", "not_a_picture", ""),
    (answer(status=302, location="http://169.254.169.254/a"), "SOURCE_REFUSED", "refused", "address"),
    (answer(status=302, location="file:///etc/passwd"), "SOURCE_REFUSED", "refused", "scheme"),
    (answer(status=302, location="/"), "SOURCE_REFUSED", "refused", "redirects"),
]


@pytest.mark.parametrize(("reply", "code", "reason", "refusal"), FAULTS)
async def test_a_fault_of_the_source_is_an_answer_of_ours(
    newapi_file: Path, reply: Reply, code: str, reason: str, refusal: str
) -> None:
    limits = {"image_seconds": 0.5, "image_max_bytes": LIMIT}
    async with gateway_with(reply, newapi_file, **limits) as (served, _):
        response = await served.get()
        counted = (await served.client.get("/metrics")).text
    assert (response.status_code, response.json()["code"]) == (STATUSES[code], code)
    assert response.headers["cache-control"] == "no-store"
    [line] = served.told("images.fetch_failed")
    assert (line["reason"], line["refusal"], line["host"]) == (reason, refusal, "127.0.0.1")
    labels = f'medium="image",reason="{reason}",refusal="{refusal}"'
    assert f"mj_gateway_image_fetch_failures_total{{{labels}}} 1.0" in counted
    assert "canary" not in f"{served.log}{response.text}"
    assert served.kept() == []


TORN: list[Reply] = [
    answer(PICTURE, length=len(PICTURE) + 100),
    answer(b"%x\r\n%b\r\n" % (len(PICTURE), PICTURE), length=None, transfer_encoding="chunked"),
    drips,
]


@pytest.mark.parametrize("reply", TORN, ids=["wrong length", "no last chunk", "slow drip"])
async def test_a_body_that_breaks_off_breaks_the_answer_off(newapi_file: Path, reply: Reply) -> None:
    async with gateway_with(reply, newapi_file, image_seconds=0.5) as (served, _):
        with pytest.raises(httpx.RemoteProtocolError):
            await served.get()
        assert len(served.told("images.fetch_failed")) == 1
        assert served.kept() == []


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("http://127.0.0.1:1/", "address"),
        ("http://[::1]/", "address"),
        ("ftp://images.example/a.png", "scheme"),
        ("/relative.png", "scheme"),
        ("data:image/png;base64,aGk=", "scheme"),
        ("http://user:canary@images.example/", "credentials"),
    ],
)
async def test_an_address_that_is_refused_is_told_without_its_secrets(
    newapi_file: Path, address: str, refusal: str
) -> None:
    async with gateway(newapi_file, image_allow_private=False) as served:
        served.store(image_url=address)
        response = await served.get()
    assert (response.status_code, response.json()["code"]) == (502, "SOURCE_REFUSED")
    assert [line["refusal"] for line in served.told("images.fetch_failed")] == [refusal]
    assert "canary" not in f"{served.log}{response.text}"


class Upstream:
    """A source whose addresses end, and the upstream that tells new ones."""

    def __init__(self) -> None:
        self.told = "/new.png"
        self.asked = 0
        self.base = ""

    async def __call__(self, call: Call, writer: asyncio.StreamWriter) -> None:
        await self._reply(call.path)(call, writer)

    def _reply(self, path: str) -> Reply:
        if path == "/mj/task/list-by-condition":
            self.asked += 1
            report = {"id": MJ_ID, "status": "SUCCESS", "imageUrl": self.base + self.told}
            return answer(json.dumps([report]).encode())
        return answer(PICTURE) if path == "/new.png" else answer(status=403)


async def renewing(newapi_file: Path, use: Callable[[Gateway, Upstream, Server], Awaitable[Any]]) -> None:
    upstream = Upstream()
    async with gateway_with(upstream, newapi_file) as (served, source):
        upstream.base = url(source, "")
        served.store(image_url=url(source, "/old.png"))
        channel = "UPDATE channels SET base_url = ?, setting = NULL WHERE id = 1"
        served.execute(channel, upstream.base)
        await use(served, upstream, source)


async def test_an_address_that_has_expired_is_asked_for_anew_once(newapi_file: Path) -> None:
    async def use(served: Gateway, upstream: Upstream, source: Server) -> None:
        responses = await asyncio.gather(*(served.get() for _ in range(20)))
        assert {(response.status_code, response.content) for response in responses} == {(200, PICTURE)}
        assert upstream.asked == 1
        assert [call.path for call in source.calls] == ["/old.png", "/mj/task/list-by-condition", "/new.png"]
        await served.kept_picture()
        assert served.execute("SELECT image_url FROM midjourneys WHERE mj_id = ?", MJ_ID)[0][0].endswith(
            "/old.png"
        )

    await renewing(newapi_file, use)


async def test_a_renewed_address_is_remembered_for_what_is_not_kept(newapi_file: Path) -> None:
    async def use(served: Gateway, upstream: Upstream, source: Server) -> None:
        for _ in range(2):
            assert (await served.get(range="bytes=0-3")).status_code == 206
        assert upstream.asked == 1
        assert [call.path for call in source.calls].count("/old.png") == 1

    await renewing(newapi_file, use)


async def test_what_can_not_be_renewed_is_gone_and_the_upstream_is_left_alone(newapi_file: Path) -> None:
    async def use(served: Gateway, upstream: Upstream, _: Server) -> None:
        upstream.told = "/old.png"
        for again in range(3):
            assert (await served.get()).status_code == 410, again
        assert upstream.asked == 1

    await renewing(newapi_file, use)


async def test_an_older_picture_is_shown_while_the_source_is_away(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        served.store(status="IN_PROGRESS", progress="31%")
        await served.kept_picture()
        async with serving(answer(status=500)) as away:
            served.store(image_url=url(away), progress="62%")
            for status in ("IN_PROGRESS", "SUCCESS"):
                served.store(status=status)
                response = await served.get()
                assert (response.status_code, response.content) == (200, PICTURE)
                assert response.headers["cache-control"] == "public, max-age=5, must-revalidate"
                assert "last-modified" not in response.headers
        served.store(image_url=url(source, "/b.png"))
        counted = (await served.client.get("/metrics")).text
    assert 'mj_gateway_images_total{medium="image",way="stale"} 2.0' in counted


async def test_a_database_that_is_away_is_told(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        served.execute("ALTER TABLE midjourneys RENAME TO gone")
        response = await served.get()
    assert (response.status_code, response.json()["code"]) == (503, "UNAVAILABLE")
