"""Rows as every engine tells them alike, and what tells one from another."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import orjson
from sqlalchemy import CHAR, Column, DateTime, Integer, String, Table

from gql.errors import ConfigurationError

DIGEST_BYTES: Final = 16


def alike(table: Table, row: Sequence[Any]) -> dict[str, Any]:
    """Give a row's values by column as each engine can store them: numbers, texts, and moments in UTC.

    Blobs are texts, as the gateway reads them; blanks at the end of a CHAR are none of the text; MySQL keeps
    whole seconds, so that all do.

    Raises:
        ConfigurationError: a value is of another kind than its column, as SQLite lets it be.
    """
    return {
        str(column.name): _alike(table, row, column, value)
        for column, value in zip(table.columns, row, strict=True)
    }


def digest_of(values: dict[str, Any]) -> bytes:
    """Give the hash of a row made `alike`, in whatever order its columns stand."""
    told = orjson.dumps(values, option=orjson.OPT_SORT_KEYS)
    return blake2b(told, digest_size=DIGEST_BYTES).digest()


def fitting(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Give a row made `alike` as the columns of another table take it.

    Raises:
        ConfigurationError: a text is too long there, or has a character that PostgreSQL can't store.
    """
    return {str(column.name): _fitting(table, values, column) for column in table.columns}


def named(table: Table, key: object) -> str:
    """Name a row to a person, without what is in it."""
    return f"row {key} of {table.name}"


def _alike(table: Table, row: Sequence[Any], column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - as stored
    if value is None:
        return None
    if isinstance(column.type, String):
        text = value.decode(errors="replace") if isinstance(value, bytes) else value
        if isinstance(text, str):
            return text.rstrip(" ") if isinstance(column.type, CHAR) else text
    elif isinstance(column.type, DateTime) and isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).replace(microsecond=0)
    elif isinstance(column.type, Integer) and isinstance(value, int):
        return int(value)
    raise ConfigurationError(
        f"{column.name} in {named(table, row[0])} is a {type(value).__name__}; mend it first"
    )


def _fitting(table: Table, values: dict[str, Any], column: Column[Any]) -> Any:  # noqa: ANN401 - as stored
    value, dialect = values[column.name], table.info["dialect"]
    if isinstance(value, datetime) and not getattr(column.type, "timezone", False):
        return value.replace(tzinfo=None)
    if isinstance(value, str) and dialect != "sqlite":
        row = named(table, next(iter(values.values())))
        longest = getattr(column.type, "length", None)
        if longest and len(value) > longest:
            raise ConfigurationError(
                f"{column.name} in {row} has over {longest} characters; shorten it first"
            )
        if "\x00" in value and dialect == "postgresql":
            raise ConfigurationError(f"{column.name} in {row} has a NUL, which PostgreSQL can't store")
    return value
