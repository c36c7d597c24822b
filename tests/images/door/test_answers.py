"""Whole, in part, or unchanged: what RFC 9110 says, on pictures that are kept and that are on their way."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from gql.errors import GatewayError
from gql.images.delivery.conditions import Validators, read_range
from tests.images.door.gateway import FINISHED, PICTURE, Gateway, gateway_with
from tests.images.sources import Reply, answer

SIZE = len(PICTURE)
LATER, EARLIER = "Mon, 26 Feb 2024 02:23:52 GMT", "Sat, 24 Feb 2024 02:23:52 GMT"
# More than a machine's number takes.
NEVER = f"Sat, 24 Feb {'9' * 20} 02:23:52 GMT"
ENDLESS = answer(PICTURE, length=None)
RANGES = [
    ("bytes=0-3", 206, PICTURE[:4], f"bytes 0-3/{SIZE}"),
    ("bytes=4-", 206, PICTURE[4:], f"bytes 4-{SIZE - 1}/{SIZE}"),
    ("bytes=-5", 206, PICTURE[-5:], f"bytes {SIZE - 5}-{SIZE - 1}/{SIZE}"),
    (f"bytes={SIZE - 1}-{SIZE * 9}", 206, PICTURE[-1:], f"bytes {SIZE - 1}-{SIZE - 1}/{SIZE}"),
    (f"bytes=-{SIZE * 9}", 206, PICTURE, f"bytes 0-{SIZE - 1}/{SIZE}"),
    ("bytes=0-", 206, PICTURE, f"bytes 0-{SIZE - 1}/{SIZE}"),
    ("BYTES=0-3", 206, PICTURE[:4], f"bytes 0-3/{SIZE}"),
    (f"bytes={SIZE}-", 416, None, f"bytes */{SIZE}"),
    ("bytes=-0", 416, None, f"bytes */{SIZE}"),
    ("bytes=3-2", 200, PICTURE, None),
    ("bytes=0-3,5-6", 200, PICTURE, None),
    ("bytes=", 200, PICTURE, None),
    ("bytes=-", 200, PICTURE, None),
    ("bytes=a-b", 200, PICTURE, None),
    ("bytes=" + "9" * 30 + "-", 200, PICTURE, None),
    ("lines=0-3", 200, PICTURE, None),
    ("0-3", 200, PICTURE, None),
]


@pytest.fixture
async def served(newapi_file: Path) -> AsyncIterator[Gateway]:
    """A gateway whose task has a picture."""
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        yield served


@pytest.fixture
async def kept(served: Gateway) -> httpx.Response:
    """The picture, out of the cache."""
    return await served.kept_picture()


def whole(response: httpx.Response) -> bool:
    return (response.status_code, response.content) == (200, PICTURE)


async def test_a_range_is_given_of_a_picture_on_its_way_and_of_one_that_is_kept(served: Gateway) -> None:
    await served.kept_picture()
    for row, (header, status, body, told) in enumerate(RANGES, 9001):
        for address in (served.added(row), served.address()):
            response = await served.client.get(address, headers={"Range": header})
            assert (header, response.status_code) == (header, status)
            assert response.headers.get("content-range") == told
            if body is not None:
                assert response.content == body
                assert response.headers["content-length"] == str(len(body))
                assert response.headers["accept-ranges"] == "bytes"


async def test_a_tag_that_a_client_has_saves_it_the_bytes(served: Gateway, kept: httpx.Response) -> None:
    tag = kept.headers["etag"]
    for same in (tag, f"W/{tag}", f'"a", {tag}', "*"):
        response = await served.get(if_none_match=same)
        assert (response.status_code, response.content) == (304, b"")
        for name in ("etag", "last-modified", "content-security-policy"):
            assert response.headers[name] == kept.headers[name]
        assert response.headers["cache-control"].endswith("immutable")
    for other in ('"a"', "nonsense", "", tag.strip('"')):
        assert whole(await served.get(if_none_match=other))


async def test_a_picture_is_modified_when_its_task_ends(served: Gateway, kept: httpx.Response) -> None:
    assert kept.headers["last-modified"] == FINISHED
    on_its_way = served.added(9001, finish_time=1708827832214)
    for since, status in ((FINISHED, 304), (LATER, 304), (EARLIER, 200), ("yesterday", 200), (NEVER, 200)):
        for address in (on_its_way, served.address()):
            response = await served.client.get(address, headers={"If-Modified-Since": since})
            assert (since, response.status_code) == (since, status)


async def test_a_tag_goes_before_a_date(served: Gateway, kept: httpx.Response) -> None:
    assert whole(await served.get(if_none_match='"other"', if_modified_since=LATER))
    tag = kept.headers["etag"]
    assert (await served.get(if_none_match=tag, if_modified_since=EARLIER)).status_code == 304


async def test_a_range_is_given_only_if_it_is_of_the_same_bytes(
    served: Gateway, kept: httpx.Response
) -> None:
    tag = kept.headers["etag"]
    for same in (tag, FINISHED):
        assert (await served.get(range="bytes=0-3", if_range=same)).status_code == 206
    for other in (f"W/{tag}", '"other"', LATER, EARLIER, NEVER, "x"):
        assert whole(await served.get(range="bytes=0-3", if_range=other))


async def test_a_head_has_the_headers_of_the_whole_and_no_body(served: Gateway) -> None:
    tag = (await served.kept_picture()).headers["etag"]
    for address in (served.added(9001), served.address()):
        response = await served.client.head(address, headers={"Range": "bytes=0-3"})
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["content-length"] == str(SIZE)
        assert response.headers["content-type"] == "image/png"
    assert (await served.client.head(served.address(), headers={"If-None-Match": tag})).status_code == 304


@pytest.mark.parametrize(
    "reply",
    [
        answer(b"%x\r\n%b\r\n0\r\n\r\n" % (SIZE, PICTURE), length=None, transfer_encoding="chunked"),
        ENDLESS,
    ],
    ids=["chunked", "until the end"],
)
async def test_a_body_whose_length_is_not_told_is_given_whole(newapi_file: Path, reply: Reply) -> None:
    async with gateway_with(reply, newapi_file) as (served, source):
        first = await served.get(range="bytes=0-3")
        assert whole(first)
        assert "accept-ranges" not in first.headers
        if reply is ENDLESS:
            # Nobody knows whether it is whole.
            assert whole(await served.get())
            assert served.kept() == []
            assert len(source.calls) == 3
        else:
            assert whole(await served.kept_picture())
            assert len(source.calls) == 1


async def test_what_is_sent_runs_nothing_and_is_a_file_of_its_own(kept: httpx.Response) -> None:
    assert kept.headers["x-content-type-options"] == "nosniff"
    policy = kept.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script" not in policy
    assert kept.headers["content-disposition"] == 'inline; filename="1708827604124433.png"'
    assert "content-encoding" not in kept.headers
    assert kept.headers["cache-control"].startswith("public, max-age=")
    assert kept.headers["cache-control"].endswith(", immutable")


async def test_a_preview_is_kept_for_seconds_and_asked_for_anew_when_the_task_has_gone_on(
    newapi_file: Path,
) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        for progress in ("31%", "46%"):
            served.store(status="IN_PROGRESS", progress=progress)
            for response in (await served.get(), await served.kept_picture()):
                assert response.headers["cache-control"] == "public, max-age=5, must-revalidate"
                assert "last-modified" not in response.headers
        served.store(status="SUCCESS", progress="100%")
        assert (await served.get()).headers["cache-control"].endswith("immutable")
        assert len(source.calls) == 3


@given(st.text(max_size=40), st.integers(1, 10))
def test_no_header_is_a_defect(text: str, size: int) -> None:
    try:
        span = read_range(f"bytes={text}", size)
    except GatewayError:
        span = None
    assert span is None or 0 <= span[0] < span[1] <= size
    raw = text.encode("latin-1", "replace").decode("latin-1")
    headers = Headers({"if-none-match": raw, "if-range": raw})
    validators = Validators('"tag"', None)
    assert validators.is_same(headers) in {True, False}
    assert not validators.is_same(Headers({"if-modified-since": raw}))
    assert not validators.lets_cut(headers) or raw.strip() == '"tag"'
