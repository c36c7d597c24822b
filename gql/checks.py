"""Limits that every parameter is held to, whichever door it comes through."""

import re
from collections.abc import Sized

from gql.errors import BadUserInput, NotText, OutOfRange, TooLong, TooMany

INT64_MAX = 2**63 - 1
INT64_MIN = -(2**63)
TEXT_LIMIT = 512
PORT_MAX = 65_535
LIST_LIMIT = 100
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def check_number(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number outside `low` to `high`, both allowed.

    Raises:
        OutOfRange: naming the parameter.
    """
    if not low <= value <= high:
        raise OutOfRange(name, low=low, high=high)


def check_list(name: str, values: Sized) -> None:
    """Refuse a list of over 100 values.

    Raises:
        TooMany: naming the parameter.
    """
    if len(values) > LIST_LIMIT:
        raise TooMany(name, limit=LIST_LIMIT)


def check_text(name: str, value: str) -> None:
    """Refuse a text that no stored one can be equal to, and that some databases choke on.

    Raises:
        TooLong, NotText: naming the parameter.
    """
    if len(value) > TEXT_LIMIT:
        raise TooLong(name, limit=TEXT_LIMIT)
    if "\0" in value or LONE_SURROGATE.search(value):
        raise NotText(name)


def may_be_stored(text: str) -> bool:
    """Tell whether a stored text can be equal to this one: what `check_text` lets pass."""
    try:
        check_text("text", text)
    except BadUserInput:
        return False
    return True
