"""The enums, drawn from the words of the domain with their meanings."""

from enum import Enum
from typing import Any, TypeVar

import strawberry

from gql.identity.model import Role
from gql.tasks.journal import TaskUpdateKind
from gql.tasks.summaries.intervals import Interval
from gql.tasks.words import TaskAction, TaskStatus

Words = TypeVar("Words", bound=type[Enum])


def _described(words: Words) -> Words:
    enum: Any = strawberry.enum(words, description=(words.__doc__ or "").partition("\n")[0])
    for value in enum.__strawberry_definition__.values:
        value.description = enum[value.name].meaning
    return words


for _words in (Role, TaskStatus, TaskAction, TaskUpdateKind, Interval):
    _described(_words)
