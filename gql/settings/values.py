"""Values that are written as text, as several sections take them."""

from collections.abc import Iterable


def by_commas(value: str | Iterable[str]) -> list[str]:
    """Divide a text at its commas, without the blanks around the parts and without empty ones."""
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]
