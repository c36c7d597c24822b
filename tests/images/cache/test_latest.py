"""The end of a body in memory: large pieces are handed on as they came, small ones together."""

from random import Random

from gql.images.cache.latest import MOST_JOINED, SMALL, Latest
from tests.images.cache.sources import body


def rest(latest: Latest, start: int) -> list[bytes]:
    pieces = []
    while piece := latest.since(start):
        pieces.append(piece)
        start += len(piece)
    return pieces


def test_a_large_piece_is_handed_on_without_a_copy() -> None:
    latest, piece = Latest(), body(1, 2 * MOST_JOINED)
    latest.add(b"before")
    latest.add(piece)
    assert latest.since(6) is piece


def test_small_pieces_are_handed_on_together_but_not_without_end() -> None:
    latest = Latest()
    for _ in range(10):
        latest.add(body(1, MOST_JOINED // 4))
    assert [len(piece) for piece in rest(latest, 0)] == [MOST_JOINED, MOST_JOINED, MOST_JOINED // 2]


def test_from_wherever_it_is_read_the_bytes_are_the_same() -> None:
    random, latest, content = Random(7), Latest(), b""  # noqa: S311 - no secret
    for turn in range(300):
        piece = body(turn, random.choice([1, 100, SMALL, 3 * SMALL]))
        latest.add(piece)
        content += piece
    assert latest.size == len(content)
    for start in [0, len(content), *(random.randrange(len(content)) for _ in range(200))]:
        assert b"".join(rest(latest, start)) == content[start:]


def test_what_was_cleared_is_gone() -> None:
    latest = Latest()
    latest.add(b"first")
    latest.clear()
    latest.add(b"second")
    assert (latest.size, latest.since(0)) == (6, b"second")
