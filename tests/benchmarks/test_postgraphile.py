"""PostGraphile is asked for the same pages in the words of its own schema."""

from benchmarks.database import Account
from benchmarks.peers.postgraphile import translated
from benchmarks.work import CONNECTION, Request, my_tasks

ALICE = Account(1, "token", 5000)


def test_a_page_becomes_first_and_offset() -> None:
    asked = translated(my_tasks(ALICE, page=3, size=20))
    assert asked
    assert (asked.account, asked.variables) == (ALICE, {"first": 20, "offset": 40})
    assert "myTasks(first: $first, offset: $offset)" in asked.document


def test_what_it_has_no_words_for_is_not_asked() -> None:
    assert translated(my_tasks(ALICE, mjId="1")) is None
    assert translated(Request(ALICE, CONNECTION, {"first": 20})) is None
