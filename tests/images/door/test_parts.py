"""What the door stands on, each part by itself."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from gql.channels.upstreams.model import Upstream
from gql.images.cache.entry import Entry
from gql.images.delivery import content
from gql.images.delivery.client import while_there
from gql.images.sources.renewals import Renewals
from gql.images.sources.wanted import Variant, Wanted
from gql.images.thumbnails.offered import MediaType
from gql.memory import Memory
from gql.polling.answer import Answer
from gql.polling.errors import Unreachable
from gql.tasks.links.medium import Medium
from gql.tasks.progress import Report
from tests.clock import FakeClock
from tests.images.door.gateway import PICTURE, gateway_with
from tests.images.sources import answer
from tests.tasks.rows import make_task

DISCORD = "https://cdn.discordapp.com/attachments/1/2/a.webp"
BYTES = bytes(range(256)) * 4000


def wanted(url: str, **values: Any) -> Wanted:
    kept: dict[str, Any] = {"id": 1, "mj_id": "17", "channel_id": 1, "image_url": url, "status": "SUCCESS"}
    task = make_task(**kept | values)
    found = Wanted.of(task, Medium.IMAGE)
    assert found
    return found


def test_a_signature_of_discord_is_no_part_of_the_key() -> None:
    plain = wanted(DISCORD).key
    assert wanted(f"{DISCORD}?ex=1&is=2&hm=3&").key == wanted(f"{DISCORD}?ex=4&is=5&hm=6&").key
    assert wanted(f"{DISCORD}?ex=1&width=100").key not in {plain, wanted(f"{DISCORD}?width=200&ex=1").key}
    elsewhere = DISCORD.replace("discordapp.com", "example")
    assert wanted(f"{elsewhere}?ex=1").key != wanted(f"{elsewhere}?ex=2").key
    assert wanted("http://[broken").key != plain
    assert wanted("\ud800").key != plain


def test_a_key_has_what_changes_the_content_and_tells_no_address() -> None:
    picture = wanted("https://images.example/a.png?key=canary")
    begun = [wanted(picture.url, status="IN_PROGRESS", progress=f"{part}%") for part in (1, 2)]
    variant = Variant(64, None, MediaType.WEBP)
    small = Wanted(picture.task, picture.medium, 0, picture.url, variant)
    video = Wanted(picture.task, Medium.VIDEO, 0, picture.url)
    keys = {each.key for each in (picture, *begun, small, video)}
    assert len(keys) == 5
    assert small.key == f"{picture.key} 64  image/webp"
    assert small.whole == picture
    assert "canary" not in "".join(keys)
    assert wanted(picture.url, id=2).key == picture.key


class Told:
    """An upstream that tells one address, or is away."""

    def __init__(self) -> None:
        self.address: str | None = "https://images.example/new.png"
        self.asked = 0

    async def reports(self, upstream: Upstream, mj_ids: Sequence[str]) -> Answer:
        self.asked += 1
        if self.address is None:
            raise Unreachable(upstream, "no connection")
        return Answer({mj_id: Report(mj_id, image_url=self.address) for mj_id in mj_ids})


async def test_an_upstream_is_asked_for_an_address_once_in_five_minutes_and_sixty_times_a_minute() -> None:
    told, clock = Told(), FakeClock()
    renewals, upstream = Renewals(told, clock.monotonic), Upstream(1, "", "http://mj.example", "")
    old = wanted("https://images.example/old.png")
    assert await renewals.renew(old, old.url, upstream) == told.address == renewals.address(old)
    assert await renewals.renew(old, renewals.address(old), upstream) is None
    assert told.asked == 1
    clock.pass_(301)
    told.address = None
    assert await renewals.renew(old, renewals.address(old), upstream) is None
    assert told.asked == 2
    others = [wanted(f"https://images.example/{number}.png") for number in range(100)]
    for other in others:
        assert await renewals.renew(other, other.url, upstream) is None
    assert told.asked == 61


async def test_a_task_that_no_upstream_knows_is_asked_for_nowhere() -> None:
    told = Told()
    renewals, old = Renewals(told, FakeClock().monotonic), wanted("https://images.example/old.png", mj_id="")
    assert await renewals.renew(old, old.url, Upstream(1, "", "http://mj.example", "")) is None
    assert await renewals.renew(wanted(old.url), old.url, None) is None
    assert told.asked == 0


def test_a_memory_forgets_what_was_put_in_first() -> None:
    memory: Memory[int, str] = Memory(2)
    for number in (1, 2, 1, 3):
        memory.put(number, str(number))
    assert [memory.get(number) for number in (1, 2, 3)] == ["1", None, "3"]


@pytest.mark.parametrize("at_once", [content.AT_ONCE, 0, 1 << 30], ids=["Linux", "elsewhere", "odd disk"])
async def test_a_file_is_read_with_and_without_the_help_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(content, "AT_ONCE", at_once)
    path = tmp_path / "blob"
    path.write_bytes(BYTES)
    async with AsyncExitStack() as stack:
        kept = content.kept(Entry("key", "digest", "image/png", len(BYTES)), path, stack)
        path.unlink()
        parts = [bytes(piece) async for piece in kept.pieces(10, len(BYTES) - 10)]
    assert b"".join(parts) == BYTES[10:-10]
    assert max(map(len, parts)) <= content.PIECE_BYTES


async def test_a_file_that_was_cut_short_ends_with_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "blob"
    path.write_bytes(BYTES)
    async with AsyncExitStack() as stack:
        kept = content.kept(Entry("key", "digest", "image/png", len(BYTES)), path, stack)
        os.truncate(path, 1000)
        assert sum([len(piece) async for piece in kept.pieces(0, None)]) == 1000


async def test_what_is_slow_within_the_block_is_not_taken_for_a_client_that_went_away() -> None:
    async def stays() -> Any:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError, match="slow"):
        async with while_there(stays):
            raise TimeoutError("slow")


async def test_a_file_that_is_given_up_as_it_is_opened_is_fetched_again(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise FileNotFoundError

    async with gateway_with(answer(PICTURE), newapi_file) as (served, source):
        await served.kept_picture()
        monkeypatch.setattr("gql.images.gallery.kept", gone)
        assert (await served.get()).content == PICTURE
        assert len(source.calls) == 2


async def test_a_database_without_channels_has_pictures_all_the_same(newapi_file: Path) -> None:
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        served.execute("DROP TABLE channels")
    async with gateway_with(answer(PICTURE), newapi_file) as (served, _):
        assert (await served.get()).content == PICTURE


async def test_nothing_is_opened_before_the_application_has_started(client: httpx.AsyncClient) -> None:
    response = await client.get("/mj/image/1708827604124433")
    assert (response.status_code, response.json()["code"]) == (503, "UNAVAILABLE")
