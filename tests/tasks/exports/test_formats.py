"""CSV and JSON Lines: what is written is read back, and no cell is a formula."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.rest import documented
from gql.tasks.exports import columns
from gql.tasks.exports.formats import Csv, JsonLines, Notice, cell

NAMES = ("id", "prompt", "quota")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(st.tuples(st.integers(), TEXTS, st.integers()))


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("--ar 16:9", "'--ar 16:9"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠A1", "'＠A1"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("'=1", "'=1"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(
    stored: str | int | None, written: str | int | None
) -> None:
    assert cell(stored) == written
    assert read(Csv().rows(("a", "b"), [(1, stored)])) == [["1", "" if written is None else str(written)]]


@given(rows=ROWS)
def test_csv_is_read_back_as_it_was_written_but_for_apostrophes(rows: list[tuple[int, str, int]]) -> None:
    written = Csv().head(NAMES) + Csv().rows(NAMES, rows)
    head, *records = read(written)
    assert head == list(NAMES)
    assert records == [[str(cell(value)) for value in row] for row in rows]
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n")


@given(rows=ROWS)
def test_json_lines_are_read_back_as_they_were_written(rows: list[tuple[int, str, int]]) -> None:
    safe = [(id_ % 2**63, text, quota % 2**63) for id_, text, quota in rows]
    written = JsonLines().head(NAMES) + JsonLines().rows(NAMES, safe)
    lines = written.decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [dict(zip(NAMES, row, strict=True)) for row in safe]


def test_a_notice_has_as_many_fields_as_the_other_records_and_no_id() -> None:
    [record] = read(Csv().notice(NAMES, Notice("EXPORT_CUT", "cut", "abc")))
    assert record == ["# EXPORT_CUT: cut [after=abc]", "", ""]
    [bare] = read(Csv().notice(NAMES, Notice("UNAVAILABLE", "gone")))
    assert bare[0] == "# UNAVAILABLE: gone"


def test_the_columns_are_those_of_rest_and_the_moments() -> None:
    moments = ("submitted_at", "started_at", "finished_at")
    assert columns.names(everybodys=False) == (*documented.OWN, *moments)
    assert columns.names(everybodys=True) == (*documented.EVERYBODYS, *moments)
