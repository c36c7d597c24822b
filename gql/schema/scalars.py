"""The custom scalars, each with the specification of its form."""

from datetime import datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

INT64 = range(-(2**63), 2**63)
SAFE = range(-(2**53) + 1, 2**53)

Timestamp = NewType("Timestamp", int)
BigInt = NewType("BigInt", int)
URL = NewType("URL", str)
JSON = NewType("JSON", object)


def _integer(value: object) -> int:
    if isinstance(value, str) and value.lstrip("-").isdecimal() and value.isascii():
        value = int(value[:21])
    if isinstance(value, bool) or not isinstance(value, int) or value not in INT64:
        raise ValueError("must be a whole number of at most 64 bits")
    return value


def _number_or_text(value: int) -> int | str:
    return value if value in SAFE else str(value)


def _utc(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("must have an offset from UTC, such as Z")
    return moment


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")  # noqa: TRY004 - graphql-core tells clients of ValueErrors alone
    return value


def _any(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Timestamp: strawberry.scalar(
        name="Timestamp",
        description="Unix time as it is stored: whole milliseconds (new-api) or seconds, 0 where unknown. "
        "Larger than `Int`; as input also as a text of digits.",
        specified_by_url="https://scalars.graphql.org/chillicream/long.html",
        serialize=int,
        parse_value=_integer,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number of up to 64 bits: a JSON number where every client can hold it "
        "(below 2^53 in size), else a text of its digits.",
        specified_by_url="https://scalars.graphql.org/chillicream/long.html",
        serialize=_number_or_text,
        parse_value=_integer,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment by RFC 3339, in UTC and with milliseconds, such as `2026-01-31T12:00:00.000Z`.",
        specified_by_url="https://scalars.graphql.org/chillicream/date-time.html",
        serialize=_utc,
        parse_value=_moment,
    ),
    URL: strawberry.scalar(
        name="URL",
        description="The address of a picture or a video, as the WHATWG URL standard has it.",
        specified_by_url="https://url.spec.whatwg.org/",
        serialize=str,
        parse_value=_text,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://ecma-international.org/publications-and-standards/standards/ecma-404/",
        serialize=_any,
        parse_value=_any,
    ),
}
