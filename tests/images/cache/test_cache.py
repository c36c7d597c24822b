"""The cache: the right bytes are found, within its limit, whatever happens to its files."""

import asyncio
import hashlib
import shutil
import stat
from pathlib import Path

import pytest

from gql.images.cache import cache as cache_module
from gql.images.cache.cache import Cache
from gql.images.cache.entry import Entry
from gql.tasks.pictures import Facts
from tests.clock import FakeClock
from tests.images.cache.conftest import LIMIT
from tests.images.cache.sources import Source, body, served, stored

MEGABYTE = 1024 * 1024
FACTS = Facts(1024, 768, "LEHV6nWB2yk8pyo0adR*.7kCMdnj")


async def found(folder: Path, *keys: str, limit: int = LIMIT) -> list[Entry | None]:
    """What another process would find."""
    other = await Cache.open(folder, limit)
    entries = [await other.find(key) for key in keys]
    await other.close()
    return entries


async def test_what_nobody_put_in_is_not_found(cache: Cache) -> None:
    assert await cache.find("key") is None


async def test_what_is_put_in_is_found_also_later(cache: Cache, folder: Path) -> None:
    entry = await cache.put("key", "image/webp", b"picture", FACTS)
    digest = hashlib.sha256(b"picture").hexdigest()
    assert entry == Entry("key", digest, "image/webp", 7, FACTS)
    assert await cache.find("key") == entry
    assert await found(folder, "key") == [entry]
    assert cache.path(entry).read_bytes() == b"picture"


async def test_nothing_at_all_can_be_put_in(cache: Cache) -> None:
    entry = await cache.put("key", "image/webp", b"")
    assert entry == await cache.find("key")


async def test_the_same_bytes_are_kept_once(cache: Cache, folder: Path) -> None:
    first, second = await cache.put("a", "image/png", b"same"), await cache.put("b", "image/png", b"same")
    assert first
    assert second
    assert cache.path(first) == cache.path(second)
    assert [entry and entry.key for entry in await found(folder, "a", "b")] == ["a", "b"]


async def test_facts_are_noted_and_told(cache: Cache) -> None:
    await stored(cache, "a", b"a")
    await stored(cache, "b", b"b")
    await cache.note("a", FACTS)
    await cache.note("unknown", FACTS)
    assert await cache.facts(["a", "b", "unknown"]) == {"a": FACTS}
    entry = await cache.find("a")
    assert entry
    assert entry.facts == FACTS


async def test_the_folder_is_for_nobody_else_and_its_names_are_hashes(cache: Cache, folder: Path) -> None:
    await stored(cache, "../../etc/passwd\0", b"picture")
    assert await cache.find("../../etc/passwd\0")
    digest = hashlib.sha256(b"picture").hexdigest()
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {"index-1.sqlite", f"{digest[:2]}/{digest[2:]}"}
    assert list(folder.parent.iterdir()) == [folder]
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


async def test_the_blobs_used_longest_ago_give_room(folder: Path, clock: FakeClock) -> None:
    cache = await Cache.open(folder, 4 * MEGABYTE, clock)
    for number in range(20):
        clock.pass_(1)
        await stored(cache, str(number), body(number, MEGABYTE))
        assert held(folder) <= 4 * MEGABYTE
        assert await cache.find("0"), "it was used last"
    assert [number for number in range(20) if await cache.find(str(number))] == [0, 17, 18, 19]
    await cache.close()


async def test_uses_are_known_to_other_processes_after_a_while(folder: Path, clock: FakeClock) -> None:
    cache = await Cache.open(folder, 4 * MEGABYTE, clock)
    for number in range(4):
        await stored(cache, str(number), body(number, MEGABYTE))
        clock.pass_(1)
    assert await cache.find("0")
    clock.pass_(20)
    assert await cache.find("0")
    other = await Cache.open(folder, 4 * MEGABYTE, clock)
    await stored(other, "4", body(4, MEGABYTE))
    assert await cache.find("0")
    assert await cache.find("1") is None
    await other.close()
    await cache.close()


async def test_a_smaller_limit_holds_from_the_start_on(cache: Cache, folder: Path) -> None:
    for number in range(10):
        await stored(cache, str(number), body(number, MEGABYTE))
    await found(folder, limit=3 * MEGABYTE)
    assert held(folder) == 3 * MEGABYTE


async def test_what_is_larger_than_the_limit_is_served_and_moves_nothing_out(folder: Path) -> None:
    cache = await Cache.open(folder, MEGABYTE)
    await stored(cache, "small", b"small")
    source = Source(body(1, 2 * MEGABYTE))
    assert await served(cache, "large", source) == source.content
    assert await cache.find("large") is None
    assert await cache.find("small")
    await cache.close()
    assert not list(folder.glob("filling-*"))


@pytest.mark.parametrize("again", [False, True], ids=["in the same process", "in another process"])
@pytest.mark.parametrize("damage", ["a bit flips", "cut", "longer", "gone"])
async def test_a_damaged_blob_is_found_and_fetched_again(folder: Path, damage: str, again: bool) -> None:
    cache = await Cache.open(folder, LIMIT)
    source = Source(body(1, MEGABYTE))
    await stored(cache, "key", source.content)
    entry = await cache.put("other", "image/png", source.content)
    assert entry
    damaged(cache.path(entry), damage)
    if again:
        await cache.close()
        cache = await Cache.open(folder, LIMIT)
    assert await cache.find("other") is None
    answers = await asyncio.gather(*(served(cache, "key", source) for _ in range(20)))
    assert set(answers) == {source.content}
    assert await served(cache, "key", source) == source.content
    assert source.opened == 1
    await cache.close()


async def test_a_blob_is_read_through_once_for_many(folder: Path, cache: Cache) -> None:
    await stored(cache, "key", body(1, MEGABYTE))
    other = await Cache.open(folder, LIMIT)
    entries = await asyncio.gather(*(other.find("key") for _ in range(50)))
    assert set(entries) == {await cache.find("key")}
    await other.close()


async def test_no_more_entries_are_remembered_than_needed(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "REMEMBERED", 3)
    for number in range(10):
        await stored(cache, str(number), body(number, 10))
    assert len(cache._checked) == 3
    assert [bool(await cache.find(str(number))) for number in range(10)] == [True] * 10


async def test_an_emptied_folder_is_filled_again(cache: Cache, folder: Path) -> None:
    await stored(cache, "key", b"before")
    shutil.rmtree(folder)
    assert await cache.find("key") is None
    await stored(cache, "key", b"after")
    assert await cache.find("key")
    assert [entry and entry.size for entry in await found(folder, "key")] == [5]


@pytest.mark.parametrize("rubbish", [b"no database at all, " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
async def test_a_broken_index_is_made_anew(folder: Path, rubbish: bytes) -> None:
    cache = await Cache.open(folder, LIMIT)
    await stored(cache, "key", b"picture")
    await cache.close()
    (folder / "index-1.sqlite").write_bytes(rubbish)
    cache = await Cache.open(folder, LIMIT)
    assert await cache.find("key") is None
    assert held(folder) == 0
    await stored(cache, "key", b"picture")
    await cache.close()
    assert all(await found(folder, "key"))


async def test_only_what_the_cache_has_made_is_swept(folder: Path) -> None:
    theirs = [folder / "notes.txt", folder / "ab" / "holiday.jpg", folder / "xy" / ("0" * 62)]
    ours = [folder / "filling-abc", folder / "ab" / ("0" * 62)]
    for path in theirs + ours:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    await found(folder)
    assert [path.exists() for path in theirs + ours] == [True, True, True, False, False]


def damaged(path: Path, damage: str) -> None:
    content = bytearray(path.read_bytes())
    if damage == "a bit flips":
        content[len(content) // 2] ^= 1
    path.write_bytes(content[:-1] if damage == "cut" else content + b"x" * (damage == "longer"))
    if damage == "gone":
        path.unlink()


def held(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("??/*"))
