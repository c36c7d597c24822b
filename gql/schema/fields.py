"""How a field is declared: one line that says what it reads."""

from collections.abc import Callable
from typing import Any, Self

from strawberry.types.field import StrawberryField


class ReadField(StrawberryField):
    """A field whose value is a pure function of the object that it stands on.

    Strawberry takes it for a field without a resolver, and so makes no `Info` and reads no arguments for it.
    """

    def __init__(self, read: Callable[[Any], object], description: str, **declared: Any) -> None:  # noqa: ANN401
        super().__init__(description=description, **declared)
        self.read = read

    def __copy__(self) -> Self:
        """Copy the field to a type that inherits it."""
        return type(self)(
            self.read,
            self.description or "",
            python_name=self.python_name,
            type_annotation=self.type_annotation,
            origin=self.origin,
            directives=self.directives,
        )

    def get_result(self, source: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - Strawberry's own signature
        """Read the value."""
        return self.read(source)


def reads(read: Callable[[Any], object], description: str, *directives: object) -> Any:  # noqa: ANN401 - see the class
    """Declare a field that is read by a pure function; a compiler of operations finds it in `read`."""
    return ReadField(read, description, directives=directives)
