"""The films of the simulated upstream."""

import httpx

from gql.demo.films import film
from gql.demo.store import TaskStore
from gql.demo.upstream import create_upstream
from gql.images.fetching.media_types import HEAD_BYTES, sniff
from gql.images.fetching.model import Kind


def test_a_film_is_a_webm_that_is_the_same_each_time_and_another_for_each_task_and_number() -> None:
    films = [film("1708827604124433", 0), film("1708827604124433", 1), film("1708827604124434", 0)]

    assert {sniff(made[:HEAD_BYTES], Kind.VIDEO) for made in films} == {"video/webm"}
    assert len(set(films)) == len(films)
    film.cache_clear()
    assert film("1708827604124433", 0) == films[0]
    # Every frame of VP8 that needs no other begins so (RFC 6386, section 9.1).
    assert films[0].count(b"\x9d\x01\x2a\x40\x01\x40\x01") == 24


async def test_a_film_is_open_to_all_under_its_name_alone() -> None:
    app = create_upstream(TaskStore(), public_url="http://upstream", secret="secret")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://upstream") as upstream:
        answer = await upstream.get("/videos/1708827604124433_3.webm")
        others = [await upstream.get(f"/videos/{name}") for name in ("1_4.webm", "1_0.mp4", "x_0.webm")]

    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/webm")
    assert {other.status_code for other in others} == {404}
