"""Arguments that several fields take, each declared once."""

from typing import Annotated, TypeVar

import strawberry
from strawberry import UNSET

from gql.keyset.window import Window
from gql.schema.filter import TaskFilterInput

Value = TypeVar("Value")
First = Annotated[
    int | None,
    strawberry.argument(description="How many from the start, 1 to 100; 20 where neither is given."),
]
After = Annotated[str | None, strawberry.argument(description="Only nodes after the one with this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="Only nodes before the one with this cursor.")]
Narrowed = Annotated[
    TaskFilterInput | None, strawberry.argument(description="Only tasks that satisfy all of this.")
]


def window(kind: str, *, first: First, after: After, last: Last, before: Before) -> Window:
    """Read the arguments of a connection, each of which may be left out or null."""
    return Window.of(kind, _given(first), _given(after), _given(last), _given(before))


def _given(value: Value | None) -> Value | None:
    return None if value is UNSET else value
