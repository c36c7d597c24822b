"""The filters of `TaskFilter` as texts: the parameters of an export."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from gql.errors import NotANumber
from gql.rest.errors import NotAMoment, NotOneOf
from gql.tasks.search import TaskFilter
from gql.tasks.times import EPOCH, FIRST_MILLISECONDS
from gql.tasks.words import TaskAction, TaskStatus, Word

NAMES = tuple(part.name for part in fields(TaskFilter))
INTEGER = re.compile(r"-?[0-9]{1,20}")
BOOLEANS = {"true": True, "false": False}


def read_filter(given: Mapping[str, str]) -> TaskFilter:
    """Read the filters among texts; an empty one is as good as none.

    Raises:
        NotANumber, NotOneOf, NotAMoment: naming the parameter.
    """
    return TaskFilter(**{name: READERS[name](name, given[name]) for name in NAMES if given.get(name)})


def one_of(name: str, text: str, allowed: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of the mapping
    """Give what a text stands for.

    Raises:
        NotOneOf: naming the parameter and what is allowed.
    """
    if text not in allowed:
        raise NotOneOf(name, allowed=", ".join(allowed))
    return allowed[text]


def number(name: str, text: str) -> int:
    """Read a whole number.

    Raises:
        NotANumber: naming the parameter.
    """
    if not INTEGER.fullmatch(text):
        raise NotANumber(name)
    return int(text)


def _texts(_: str, text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _numbers(name: str, text: str) -> tuple[int, ...]:
    return tuple(number(name, part) for part in text.split(","))


def _words(words: type[Word]) -> Callable[[str, str], tuple[Word, ...]]:
    return lambda name, text: tuple(one_of(name, part, words.__members__) for part in text.split(","))


def _moment(name: str, text: str) -> datetime:
    try:
        if INTEGER.fullmatch(text):
            return _unix(int(text))
        # A `+` in an address is a blank.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        raise NotAMoment(name) from None
    if moment.tzinfo is None:
        raise NotAMoment(name)
    return moment


def _unix(time: int) -> datetime:
    milliseconds = time * 1000 if abs(time) < FIRST_MILLISECONDS else time
    return EPOCH + timedelta(milliseconds=milliseconds)


READERS: dict[str, Callable[[str, str], Any]] = {
    "mj_ids": _texts,
    "statuses": _words(TaskStatus),
    "actions": _words(TaskAction),
    "submitted_from": _moment,
    "submitted_to": _moment,
    "prompt_contains": lambda _, text: text,
    "finished": lambda name, text: one_of(name, text, BOOLEANS),
    "channel_ids": _numbers,
    "user_ids": _numbers,
}
