"""How a field is declared: one line that says what it reads."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry
from strawberry.parent import StrawberryParent


def reads(read: Callable[[Any], object], description: str) -> Any:  # noqa: ANN401 - the class says the field's type
    """Declare a field whose value is a pure function of the object that it stands on.

    The function stands in the field's metadata too, where a compiler of operations finds it.
    """

    def resolve(root: object) -> object:
        return read(root)

    resolve.__annotations__ = {"root": Annotated[Any, StrawberryParent()]}
    return strawberry.field(resolver=resolve, description=description, metadata={"reads": read})
