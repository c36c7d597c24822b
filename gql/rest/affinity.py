"""How SQLite compares an integer column with a text: `sqlite.org/datatype3.html`, sections 3.1 and 4.2.

A text that reads as a number, blanks around it allowed, is that number; every other text is greater than all.
"""

import math
import re

from gql.checks import INT64_MAX, INT64_MIN

NUMBER = re.compile(
    r"[ \t\n\v\f\r]*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[ \t\n\v\f\r]*", re.ASCII
)
INTEGER = re.compile(r"[+-]?[0-9]{1,25}", re.ASCII)


def equal_to(text: str) -> int | None:
    """Give the integer that the text is equal to; None where there is none."""
    number = numeric(text)
    whole = INT64_MIN <= number <= INT64_MAX and number == math.floor(number)
    return int(number) if whole else None


def smallest_not_before(text: str) -> int | None:
    """Give the smallest integer of 64 bits that is at least the text; None where all are smaller."""
    number = numeric(text)
    if number > INT64_MAX:
        return None
    return math.ceil(max(number, INT64_MIN))


def largest_not_after(text: str) -> int | None:
    """Give the largest integer of 64 bits that is at most the text; None where all are greater."""
    number = numeric(text)
    if number < INT64_MIN:
        return None
    return math.floor(min(number, INT64_MAX))


def numeric(text: str) -> int | float:
    """Give the number that a text reads as; infinity, which is greater than all, where it is none."""
    written = NUMBER.fullmatch(text)
    if not written:
        return math.inf
    whole = int(written[1]) if INTEGER.fullmatch(written[1]) else INT64_MAX + 1
    return whole if INT64_MIN <= whole <= INT64_MAX else float(written[1])
