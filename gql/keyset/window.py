"""Windows on a connection: by keyset over the id, newest first (Relay Cursor Connections, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter, gt, lt
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
    """At most `limit` nodes: the first after a node, or the last before one, each given by its id.

    `kind` is the kind of connection whose cursors are taken and given.
    """

    kind: str
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
        return cls(kind, limit, forward, *ends)

    def bounds(self, id_: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - any column of ids
        """Give the SQL clauses that keep the window between its cursors."""
        return between(id_, after=self.after, before=self.before)

    def sliced(self, nodes: Sequence[Node]) -> "Slice[Node]":
        """Make the slice of what was found between the cursors: one node over the limit at most."""
        ahead = sorted(nodes, key=attrgetter("id"), reverse=self.forward)
        more, kept = len(ahead) > self.limit, ahead[: self.limit]
        older = more if self.forward else self.before is not None
        newer = self.after is not None if self.forward else more
        nodes_of = tuple(kept if self.forward else reversed(kept))
        return Slice(self.kind, nodes_of, has_next=older, has_previous=newer)


def between(id_: Any, **ends: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - columns and values of ids
    """Give the SQL clauses that keep ids `after` one and `before` another, in the order of a connection."""
    sides = {"after": lt, "before": gt}
    return [sides[name](id_, end) for name, end in ends.items() if end is not None]


@dataclass(frozen=True, slots=True)
class Slice(Generic[Node]):
    """The nodes of a window, newest first, and whether there are others on either side."""

    kind: str
    nodes: tuple[Node, ...]
    has_next: bool
    has_previous: bool

    def cursor(self, index: int) -> str | None:
        """Give the cursor of a node by its place, None where nothing was found."""
        return cursors.encode(self.kind, self.nodes[index].id) if self.nodes else None
