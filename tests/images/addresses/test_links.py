"""The addresses of pictures and videos."""

from typing import Any

import pytest

from gql.tasks.links.links import Links
from gql.tasks.links.medium import Medium, source
from gql.tasks.links.signer import Signer
from gql.tasks.model import Task
from tests.clock import FakeClock
from tests.tasks.rows import make_task

BASE = "https://gw.example"
ORIGIN = "https://cdn.example/1.png"
SIGNER = Signer(["k" * 16], 7, FakeClock())
SIGNED, UNSIGNED = Links(BASE, SIGNER), Links(BASE)
TWO = '[{"url":"https://v.example/1?a=1\\u0026b=2","width":1},{"url":"https://v.example/2"}]'


def task(**values: Any) -> Task:
    return make_task(id=42, **{"mj_id": "17", "image_url": ORIGIN, **values})


@pytest.mark.parametrize(
    ("mj_id", "address"),
    [
        ("17", "/mj/image/17"),
        ("a b?#%/../猫", "/mj/image/a%20b%3F%23%25%2F..%2F%E7%8C%AB"),
    ],
)
def test_an_address_has_the_id_of_the_upstream_and_a_signature(mj_id: str, address: str) -> None:
    one = task(mj_id=mj_id)
    assert UNSIGNED.image_url(one) == BASE + address
    assert SIGNED.image_url(one) == f"{BASE}{address}?{SIGNER.sign(Medium.IMAGE, 42, mj_id)}"


def test_a_task_without_a_picture_has_no_address() -> None:
    bare = make_task(id=42, mj_id="17")
    for links in (SIGNED, UNSIGNED, Links()):
        assert (links.image_url(bare), links.video_url(bare), links.video_urls(bare)) == ("", "", [])
        assert (links.thumbnail_url(bare, 320), links.video_urls_text(bare)) == (None, "")


def test_without_an_id_of_the_upstream_only_the_signature_says_which_task_is_meant() -> None:
    one = task(mj_id="")
    assert SIGNED.image_url(one) == f"{BASE}/mj/image/?{SIGNER.sign(Medium.IMAGE, 42, '')}"
    assert UNSIGNED.image_url(one) == ORIGIN
    assert UNSIGNED.thumbnail_url(one, 320) is None


@pytest.mark.parametrize("links", [Links(), Links(BASE, SIGNER, frozenset())])
def test_where_nothing_is_forwarded_addresses_are_the_stored_ones(links: Links) -> None:
    one = task(video_url="https://v.example/0", video_urls=TWO)
    assert (links.image_url(one), links.video_url(one)) == (ORIGIN, "https://v.example/0")
    assert links.video_urls(one) == ["https://v.example/1?a=1&b=2", "https://v.example/2"]
    assert links.video_urls_text(one) == TWO
    assert links.thumbnail_url(one, 320) is None


def test_pictures_and_videos_are_forwarded_independently() -> None:
    one = task(video_url="https://v.example/0")
    pictures, videos = (Links(BASE, None, frozenset({medium})) for medium in Medium)
    assert (pictures.image_url(one), pictures.video_url(one)) == (
        f"{BASE}/mj/image/17", "https://v.example/0"
    )  # fmt: skip
    assert (videos.image_url(one), videos.video_url(one)) == (ORIGIN, f"{BASE}/mj/video/17")


def test_a_thumbnail_is_the_picture_at_a_width() -> None:
    assert UNSIGNED.thumbnail_url(task(), 160) == f"{BASE}/mj/image/17?w=160"
    assert SIGNED.thumbnail_url(task(), 160) == f"{SIGNED.image_url(task())}&w=160"


def test_each_video_has_a_number_and_a_signature_of_its_own() -> None:
    one = task(video_url="https://v.example/0", video_urls=TWO)
    assert UNSIGNED.video_urls(one) == [f"{BASE}/mj/video/17/1", f"{BASE}/mj/video/17/2"]
    assert SIGNED.video_url(one) == f"{BASE}/mj/video/17?{SIGNER.sign(Medium.VIDEO, 42, '17')}"
    assert SIGNED.video_urls(one)[1] == f"{BASE}/mj/video/17/2?{SIGNER.sign(Medium.VIDEO, 42, '17', 2)}"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (TWO, f'[{{"url":"{BASE}/mj/video/17/1","width":1}},{{"url":"{BASE}/mj/video/17/2"}}]'),
        ('["https://v.example/1", null, ""]', f'["{BASE}/mj/video/17/1",null,""]'),
        ('[{"url": null}, 7, ["x"]]', '[{"url": null}, 7, ["x"]]'),
        ("[]", "[]"),
        ("null", "null"),
        ("not json", "not json"),
        ('{"url":"https://v.example/1"}', '{"url":"https://v.example/1"}'),
    ],
)
def test_the_stored_text_keeps_its_form_and_what_can_not_be_read_stays(stored: str, text: str) -> None:
    assert UNSIGNED.video_urls_text(task(video_urls=stored)) == text


def test_the_source_of_an_address_is_what_is_stored() -> None:
    one = task(video_url="https://v.example/0", video_urls=f"[null, {TWO[1:]}")
    assert source(one, Medium.IMAGE) == ORIGIN
    assert source(one, Medium.VIDEO) == "https://v.example/0"
    assert [source(one, Medium.VIDEO, number) for number in (1, 2, 3, -1)] == [
        "https://v.example/1?a=1&b=2", "https://v.example/2", None, None
    ]  # fmt: skip
    assert source(one, Medium.IMAGE, 1) is source(make_task(), Medium.IMAGE) is None
    assert source(make_task(), Medium.VIDEO) is None
