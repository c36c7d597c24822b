"""How a field is declared: one line that says what it reads."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import Any, NamedTuple, Self

from strawberry.types.field import StrawberryField

from gql.tasks.links.medium import Medium

Function = Callable[[Any], object]
# The name of an attribute, or a function of the object.
Read = str | Function


class ReadField(StrawberryField):
    """A field whose value is a pure function of the object that it stands on, or of an attribute of it.

    Strawberry takes it for a field without a resolver, and so makes no `Info` and reads no arguments for it.
    """

    def __init__(self, read: Read, description: str, of: Function | None = None, **declared: Any) -> None:  # noqa: ANN401
        super().__init__(description=description, **declared)
        self.declared = read
        self.attribute = read if isinstance(read, str) else ""
        self.of = of
        given: Function = attrgetter(read) if isinstance(read, str) else read
        self.read: Function = (lambda source: of(given(source))) if of else given

    def __copy__(self) -> Self:
        """Copy the field to a type that inherits it."""
        return type(self)(
            self.declared,
            self.description or "",
            self.of,
            python_name=self.python_name,
            type_annotation=self.type_annotation,
            origin=self.origin,
            directives=self.directives,
        )

    def get_result(self, source: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - Strawberry's own signature
        """Read the value."""
        return self.read(source)


class Stored(NamedTuple):
    """An address that is the object's attribute where its medium is not forwarded; null where that is ""."""

    attribute: str
    medium: Medium


# How a plan reads a field of rows: by its object and the columns that are asked for.
ReadColumns = Callable[[Any, frozenset[str]], Awaitable[Sequence[Any]]]
BY_COLUMNS = "by_columns"
# How a plan reads an address, by the links of the client and by the object, and how where the links forward
# nothing of the kind.
BY_LINKS = "by_links"
STORED = "stored"
BY_KEY = "by_key"


class Keyed(NamedTuple):
    """A value that is found by an attribute of the object, those of many objects at once.

    Attributes:
        attribute: whose values are the keys.
        read: gives the value of each key, by keys and `Info`.
    """

    attribute: str
    read: Callable[[AbstractSet[Any], Any], Awaitable[Mapping[Any, Any]]]


# How a plan says to an object that is read later which columns are needed of what it stands for.
Narrow = Callable[[Any, frozenset[str]], Any]
NARROW = "narrow"
# Of a field that no other need be read together with: where the database is read within the event loop,
# such fields are read one after the other, as to begin them side by side takes as long as to read them.
ALONE = "alone"
AT_ONCE: dict[object, object] = {ALONE: True}


def by_columns(read: ReadColumns) -> dict[object, object]:
    """Make the metadata of a field of rows of which not all columns need be read; see `gql.tasks.records`."""
    return {BY_COLUMNS: read, ALONE: True}


def narrowing(narrow: Narrow) -> dict[object, object]:
    """Make the metadata of a field whose object can be narrowed to columns before it is read."""
    return {NARROW: narrow}


def by_key(keyed: Keyed) -> dict[object, object]:
    """Make the metadata of a field that is found by a key."""
    return {BY_KEY: keyed}


def by_links(read: Callable[[Any, Any], object], stored: Stored | None = None) -> dict[object, object]:
    """Make the metadata of a field that is an address, or several: a function of the links and the object."""
    return {BY_LINKS: read, STORED: stored}


def reads(read: Read, description: str, *directives: object, of: Function | None = None) -> Any:  # noqa: ANN401
    """Declare a field that is an attribute of its object, or a pure function of it; plans read it too.

    `of` makes the value of what was read.
    """
    return ReadField(read, description, of, directives=directives)
