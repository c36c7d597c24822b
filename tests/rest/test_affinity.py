"""A text from an address selects the numbers that SQLite itself selects with it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gql.rest.affinity import equal_to, largest_not_after, smallest_not_before

NUMBERS = [-(2**63), -(2**53), -2, -1, 0, 1, 2, 1790000000000, 2**53, 2**63 - 1]

texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    st.text("0123456789+-.eE \t\n", max_size=12),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE numbers (n bigint)")
        connection.executemany("INSERT INTO numbers VALUES (?)", [(number,) for number in NUMBERS])
        yield connection


@pytest.mark.parametrize(
    ("operator", "bound", "selects"),
    [
        (">=", smallest_not_before, int.__ge__),
        ("<=", largest_not_after, int.__le__),
        ("=", equal_to, int.__eq__),
    ],
    ids=["start", "end", "equal"],
)
@given(text=texts)
@example(text="abc")
@example(text=" 1790000000000 ")
@example(text="1.79e12")
@example(text="1790000000000.5")
@example(text="-.5")
@example(text="2.")
@example(text="1e999999999")
@example(text="-1e400")
@example(text="9223372036854775807")
@example(text="9223372036854775808")
@example(text="-9223372036854775808")
@example(text="-9223372036854775809")
@example(text="9" * 5000)
@example(text="0" * 5000 + "1")
@example(text="٣")
@example(text="0x1")
@example(text="1_0")
@example(text="inf")
def test_a_text_selects_what_sqlite_selects_with_it(
    table: sqlite3.Connection,
    operator: str,
    bound: Callable[[str], int | None],
    selects: Callable[[int, int], bool],
    text: str,
) -> None:
    found = bound(text)
    expected = [n for (n,) in table.execute(f"SELECT n FROM numbers WHERE n {operator} ?", [text])]

    assert [n for n in NUMBERS if found is not None and selects(n, found)] == expected
