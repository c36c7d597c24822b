"""Windows on a connection: by keyset over the id, newest first (Relay Cursor Connections, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

from sqlalchemy import ColumnElement

from gql.checks import check_number
from gql.errors import Conflicting
from gql.keyset import cursors

WINDOW_DEFAULT = 20
WINDOW_MAX = 100


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int:
        """The number that the connection is ordered by."""


Node = TypeVar("Node", bound=Identified)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` nodes: the first after a node, or the last before one, each given by its id."""

    limit: int = WINDOW_DEFAULT
    forward: bool = True
    after: int | None = None
    before: int | None = None

    @classmethod
    def of(
        cls, kind: str, first: int | None, after: str | None, last: int | None, before: str | None
    ) -> Self:
        """Read the four arguments of a connection; 20 nodes where neither number is given.

        Raises:
            Conflicting: both numbers.
            OutOfRange: a number outside 1 to 100.
            CursorInvalid: a cursor that no connection of this kind gave.
        """
        if first is not None and last is not None:
            raise Conflicting("last", other="first")
        forward, limit = last is None, WINDOW_DEFAULT if first is last else first or last or 0
        check_number("first" if forward else "last", limit, 1, WINDOW_MAX)
        ends = cursors.decode(kind, "after", after), cursors.decode(kind, "before", before)
        return cls(limit, forward, *ends)

    def bounds(self, id_: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - any column of ids
        """Give the SQL clauses that keep the window between its cursors."""
        after = [] if self.after is None else [id_ < self.after]
        before = [] if self.before is None else [id_ > self.before]
        return [*after, *before]

    def sliced(self, nodes: Sequence[Node]) -> "Slice[Node]":
        """Make the slice of what was found between the cursors: one node over the limit at most."""
        ahead = sorted(nodes, key=lambda node: node.id, reverse=self.forward)
        more, kept = len(ahead) > self.limit, ahead[: self.limit]
        if self.forward:
            return Slice(
                tuple(kept), has_next=more or self.before is not None, has_previous=self.after is not None
            )
        kept.reverse()
        return Slice(
            tuple(kept), has_next=self.before is not None, has_previous=more or self.after is not None
        )


@dataclass(frozen=True, slots=True)
class Slice(Generic[Node]):
    """The nodes of a window, newest first, and whether there are others on either side."""

    nodes: tuple[Node, ...]
    has_next: bool
    has_previous: bool
