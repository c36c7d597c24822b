"""Which requests find the ids that an upstream fails on."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.channels.upstreams.model import Upstream
from gql.polling.errors import Unreadable
from gql.polling.halving import MOST_REQUESTS, Search
from gql.tasks.progress import Report

UPSTREAM = Upstream(1, "mj", "http://upstream", "secret")


class Store:
    """Knows the ids of even numbers, and fails on batches with a bad one."""

    def __init__(self, bad: set[str], *, is_down: bool = False) -> None:
        self.bad = bad
        self.is_down = is_down
        self.requests: list[Sequence[str]] = []

    async def ask(self, ids: Sequence[str]) -> dict[str, Report]:
        self.requests.append(ids)
        if self.is_down or self.bad & set(ids):
            raise Unreadable(UPSTREAM, "no")
        return {mj_id: Report(mj_id) for mj_id in ids if int(mj_id) % 2 == 0}


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


@given(st.integers(0, 40), st.sets(st.integers(1, 40), max_size=5))
async def test_every_id_is_reported_or_missing_or_found_unreadable(count: int, bad: set[int]) -> None:
    ids = numbers(count)
    store = Store({str(number) for number in bad} & set(ids))
    search = Search(store.ask, ids)
    await search.run()
    answer = search.answer

    assert answer.unreadable == store.bad
    assert set(answer.reports) == {mj_id for mj_id in ids if int(mj_id) % 2 == 0} - store.bad
    assert answer.missing == {mj_id for mj_id in ids if int(mj_id) % 2} - store.bad
    assert answer.unasked == frozenset()
    assert search.has_learned == bool(ids)


async def test_requests_are_bounded_and_most_of_the_good_ids_are_found_within_them() -> None:
    ids = numbers(500)
    store = Store(set(ids[::50]))
    search = Search(store.ask, ids)
    await search.run()
    answer = search.answer

    assert len(store.requests) == MOST_REQUESTS + 2
    assert len(answer.reports) + len(answer.missing) > 200
    assert store.bad <= answer.unasked | answer.unreadable


async def test_an_upstream_that_is_down_is_asked_twice() -> None:
    store = Store(set(), is_down=True)
    search = Search(store.ask, numbers(500))
    with pytest.raises(Unreadable):
        await search.run()

    assert (len(store.requests), search.has_learned) == (2, False)
