"""The two formats of an export: rows in, bytes out."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import Protocol

import orjson

from gql.tasks.exports.columns import Value

# How formulas of spreadsheets begin, in East Asian full width too (OWASP, "CSV Injection").
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
# Without it Excel takes UTF-8 for the code page of the country.
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Notice:
    """Why an export ends before its last task; `after` continues it where it was cut."""

    code: str
    message: str
    after: str | None = None


class Format(Protocol):
    """How an export is written."""

    name: str
    media_type: str

    def head(self, names: Sequence[str]) -> bytes:
        """Write what comes before the first task."""

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
        """Write tasks, each with its values in the order of the names."""

    def notice(self, names: Sequence[str], notice: Notice) -> bytes:
        """Write the last record of an export that is not whole."""


class Csv:
    """RFC 4180, in UTF-8 with a byte order mark; the first record has the names."""

    name = "csv"
    media_type = "text/csv; charset=utf-8; header=present"

    def head(self, names: Sequence[str]) -> bytes:
        """Write the byte order mark and the names."""
        return (BYTE_ORDER_MARK + _records([names])).encode()

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:  # noqa: ARG002 - of the head
        """Write a record a task; a text that a spreadsheet would run begins with an apostrophe."""
        return _records([cell(value) for value in row] for row in rows).encode()

    def notice(self, names: Sequence[str], notice: Notice) -> bytes:
        """Write a record with as many fields as the others, whose first is no id: `# CODE: message`."""
        after = f" [after={notice.after}]" if notice.after else ""
        text = f"# {notice.code}: {notice.message}{after}"
        return _records([[text, *[""] * (len(names) - 1)]]).encode()


class JsonLines:
    """One JSON object a line (jsonlines.org), in UTF-8 without a byte order mark."""

    name = "jsonl"
    media_type = "application/jsonl; charset=utf-8"

    def head(self, names: Sequence[str]) -> bytes:  # noqa: ARG002 - each object has them
        """Write nothing."""
        return b""

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
        """Write an object a task; moments that are unknown are null."""
        return b"".join(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in rows)

    def notice(self, names: Sequence[str], notice: Notice) -> bytes:  # noqa: ARG002 - not a task
        """Write an object with one key, `incomplete`, which no task has."""
        told = {"code": notice.code, "message": notice.message, "after": notice.after}
        return orjson.dumps({"incomplete": told}) + b"\n"


class FormatName(StrEnum):
    """A format as it is asked for."""

    CSV = "csv"
    JSONL = "jsonl"


FORMATS: dict[str, Format] = {FormatName.CSV: Csv(), FormatName.JSONL: JsonLines()}


def cell(value: Value) -> Value:
    """Give a value as a spreadsheet may show it: an apostrophe makes a text of what would be a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value


def _records(rows: Iterable[Sequence[Value]]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
