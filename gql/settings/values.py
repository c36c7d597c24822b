"""Values that are written as text, as several sections take them."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, TypeAdapter, ValidationError

_BOOLEAN = TypeAdapter(bool)


def _spelled(value: object) -> object:
    """Give the word of what other settings take for true or false, such as `True`, `1` and `off`."""
    try:
        return str(_BOOLEAN.validate_python(value)).lower()
    except ValidationError:
        return value.lower() if isinstance(value, str) else value


Switch = Annotated[Literal["auto", "true", "false"], BeforeValidator(_spelled)]


def by_commas(value: str | Iterable[str]) -> list[str]:
    """Divide a text at its commas, without the blanks around the parts and without empty ones."""
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]
